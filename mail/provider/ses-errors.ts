/**
 * What the errors of Amazon SES (API v2, `SendEmail`) and those that all of AWS has in common mean for a mail. Data.
 * AWS sends the name of an error in the header `x-amzn-errortype` or in the body; the same name comes with more than one
 * status, so the name decides.
 */
import { stopRules } from '../../domain/sender-stops.ts';
import type { ProviderRule } from './verdict.ts';

export const sesRules: readonly ProviderRule[] = [
  {
    name: stopRules.sender.name,
    code: ['MessageRejected', 'BadRequestException'],
    text: /\bnot verified\b/i,
    means: 'setup',
  },
  {
    name: 'SES: the address is on the suppression list',
    code: ['MessageRejected', 'BadRequestException'],
    text: /\baddress(?:es)? (?:is |are )?(?:on the suppression list|suppressed|black ?listed)\b/i,
    means: 'mailbox',
  },
  { name: 'SES: message rejected', code: ['MessageRejected'], means: 'content' },
  {
    name: 'SES: sending too fast',
    code: [
      'TooManyRequestsException',
      'ThrottlingException',
      'Throttling',
      'ThrottledException',
      'RequestThrottledException',
      'LimitExceededException',
      'SlowDown',
    ],
    means: 'throttled',
  },
  {
    name: stopRules.account.name,
    code: [
      'AccountSuspendedException',
      'SendingPausedException',
      'AccountSendingPausedException',
      'ConfigurationSetSendingPausedException',
    ],
    means: 'setup',
  },
  {
    name: stopRules.sender.name,
    code: ['MailFromDomainNotVerifiedException', 'FromEmailAddressNotVerifiedException'],
    means: 'setup',
  },
  {
    name: 'SES: no such configuration set or resource',
    code: ['NotFoundException', 'ConfigurationSetDoesNotExistException', 'UnknownOperationException'],
    means: 'setup',
  },
  {
    name: 'AWS: credentials or their rights',
    code: [
      'AccessDenied',
      'AccessDeniedException',
      'ExpiredToken',
      'ExpiredTokenException',
      'IncompleteSignature',
      'IncompleteSignatureException',
      'InvalidClientTokenId',
      'InvalidSignatureException',
      'MissingAuthenticationToken',
      'MissingAuthenticationTokenException',
      'NotAuthorized',
      'OptInRequired',
      'RequestExpired',
      'SignatureDoesNotMatch',
      'UnrecognizedClientException',
    ],
    means: 'credentials',
  },
  {
    name: 'SES: request not understood',
    code: [
      'BadRequestException',
      'ValidationException',
      'ValidationError',
      'SerializationException',
      'InvalidParameterValue',
    ],
    means: 'content',
  },
  {
    name: 'AWS: request did not arrive in time',
    code: ['RequestTimeoutException', 'RequestTimeout'],
    means: 'passing',
  },
  // With a name, the service speaks for itself and says that it failed; without one, see the rules of HTTP.
  { name: 'AWS: failed inside', status: (status) => status >= 500, code: 'any', means: 'passing' },
];
