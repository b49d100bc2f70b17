/** What requests to the HubSpot of tests must look like, by the reference pages of their endpoints, and who may make them. */
import { z } from 'zod';

/** What the server takes, for settings and for looking where it must not be. */
export const credentials = {
  clientId: 'client-0001',
  clientSecret: 'client-secret-0001',
  refreshToken: 'na1-refresh-token-0001',
  privateToken: 'pat-eu1-private-token-0001',
} as const;

const inputs = <T extends z.ZodType>(input: T) => z.array(input).min(1).max(100, 'The maximum batch size is 100');
const values = z.record(z.string(), z.string());
export const shapes = {
  read: z.strictObject({
    inputs: inputs(z.strictObject({ id: z.string().min(1) })),
    properties: z.array(z.string()),
    propertiesWithHistory: z.array(z.string()),
    idProperty: z.string().optional(),
  }),
  update: z.strictObject({
    inputs: inputs(
      z.strictObject({ id: z.string().regex(/^\d+$/), properties: values, objectWriteTraceId: z.string().optional() }),
    ),
  }),
  upsert: z.strictObject({
    inputs: inputs(
      z.strictObject({
        id: z.string().min(1),
        idProperty: z.string().min(1),
        properties: values,
        objectWriteTraceId: z.string().optional(),
      }),
    ),
  }),
  search: z.strictObject({
    filterGroups: z
      .array(
        z.strictObject({
          filters: z
            .array(
              z.strictObject({
                propertyName: z.string(),
                operator: z.enum(['GTE', 'LTE', 'GT']),
                value: z.string().regex(/^\d+$/),
              }),
            )
            .max(6),
        }),
      )
      .length(1),
    sorts: z
      .array(z.strictObject({ propertyName: z.string(), direction: z.literal('ASCENDING') }))
      .length(1, 'Only one sorting rule can be applied'),
    properties: z.array(z.string()),
    limit: z.number().int().min(1).max(200),
    after: z.string().regex(/^\d+$/).optional(),
  }),
  connect: z.strictObject({
    inputs: z
      .array(z.strictObject({ from: z.strictObject({ id: z.string() }), to: z.strictObject({ id: z.string() }) }))
      .min(1)
      .max(2000),
  }),
  token: z.strictObject({
    grant_type: z.literal('refresh_token'),
    client_id: z.literal(credentials.clientId),
    client_secret: z.literal(credentials.clientSecret),
    refresh_token: z.literal(credentials.refreshToken),
  }),
} as const;
