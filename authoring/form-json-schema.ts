/** The JSON Schema of a form file, draft 2020-12, made of the schema that files are checked with. Whether fields exist is left to lint. */
import { formShape } from './form-shape.ts';
import { type JsonSchema, jsonOf } from './json-schema-values.ts';

/** Where the schema stands in `docs/`. */
export const formSchemaFile = 'form.schema.json';

export const formSchema = (): JsonSchema => ({
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: formSchemaFile,
  title: 'Form',
  description: 'A form of Tendril: what visitors of a site are asked, what they agree to, and what follows.',
  ...jsonOf(formShape),
});
