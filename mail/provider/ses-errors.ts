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
    // The request came too slowly to be read whole (RFC 9110 §15.5.9); a failure of the service has a status of 5xx.
    name: 'AWS: request did not arrive in time',
    status: (status) => status < 500,
    code: ['RequestTimeoutException', 'RequestTimeout'],
    means: 'passing',
  },
  {
    // "Because of an unknown error, exception or failure": AWS does not say how far the request had come, and it has no
    // key by which a second one could be known. So a mail is not sent again by itself, whatever the status.
    name: 'AWS: failed inside',
    code: [
      'InternalFailure',
      'InternalError',
      'InternalServerError',
      'InternalServerException',
      'InternalServiceError',
      'InternalServiceErrorException',
      'InternalServiceException',
    ],
    means: 'unknown',
  },
  {
    // Overloaded or in maintenance: "unable to handle the request" (RFC 9110 §15.6.4), so it was not begun.
    name: 'AWS: no service at present',
    status: (status) => status === 503,
    code: ['ServiceUnavailable', 'ServiceUnavailableException'],
    means: 'passing',
  },
  // Any other name with 5xx is as unknown as none at all: see the rules of HTTP.
];
