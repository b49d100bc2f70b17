/**
 * All rules by which a refusal is judged, in order: the first that fits counts. What is about us comes first, since it
 * never speaks against a recipient, and words come before codes: many a server writes 5.1.1 before "over quota".
 */
import {
  closedRules,
  domainRules,
  fullRules,
  knownRules,
  lookupRules,
  movedRules,
  nameServerRules,
  preferenceRules,
  unknownRules,
} from './mailbox-rules.ts';
import type { BounceRule } from './rule.ts';
import {
  authenticationRules,
  listedRules,
  policyRules,
  rateRules,
  reputationRules,
  senderRules,
  spamRules,
  virusRules,
} from './sender-rules.ts';
import {
  beforeRecipientRules,
  contentRules,
  expiredRules,
  formRules,
  lastRules,
  loopRules,
  programRules,
  relayRules,
  setupRules,
  sizeRules,
} from './way-rules.ts';

export const bounceRules: readonly BounceRule[] = [
  ...formRules,
  ...authenticationRules,
  ...listedRules,
  ...virusRules,
  ...sizeRules,
  ...fullRules,
  ...rateRules,
  ...spamRules,
  ...relayRules,
  ...loopRules,
  ...senderRules,
  ...preferenceRules,
  ...closedRules,
  ...movedRules,
  ...reputationRules,
  ...beforeRecipientRules,
  ...programRules,
  ...knownRules,
  ...nameServerRules,
  ...domainRules,
  ...lookupRules,
  ...setupRules,
  ...unknownRules,
  ...contentRules,
  ...policyRules,
  ...expiredRules,
  ...lastRules,
];
