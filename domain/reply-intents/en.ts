/** How answers in English say what they want. */
import { rulesOf } from '../reply-rule.ts';

const list = '(?:mailing|e-?mail(?:ing)?|distribution|contact|marketing)? ?(?:lists?|database|newsletter|mailings?)';

export const english = rulesOf('en', [
  {
    name: 'says nothing but stop',
    intent: 'unsubscribe',
    extent: 'whole',
    patterns: [
      /^(?:please |pls )?(?:unsubscribe(?: me)?|opt[- ]?(?:me )?out|cancel(?: my)? subscription|no more (?:e-?)?mails?|stop|remove|(?:remove|delete|take) me(?: off| out)?|stop (?:it|this|all|e-?mails?))(?: please| pls| now| thanks| thank you| immediately)*$/,
    ],
    examples: ['STOP', 'Unsubscribe me, please!', 'Please remove me.', 'opt out'],
    others: ['Stop by on Monday!', 'We want to stop wasting energy.', 'Please do not stop.'],
  },
  {
    name: 'asks to be taken off the list',
    intent: 'unsubscribe',
    patterns: [
      new RegExp(
        String.raw`\b(?:take|remove|delete|drop|strike) (?:me|us|my (?:name|e-?mail|address|data|details|e-?mail address|contact)|our (?:e-?mail )?address)(?: \w{1,12}){0,2} (?:off|from|out of)(?: \w{1,10}){0,3} ${list}\b`,
      ),
      /\b(?:take|remove) (?:me|us) (?:off|from) (?:this|here|future|any|all)\b|\bremove my (?:e-?mail |contact )?(?:address|details|data)\b/,
      /\bunsubscribe (?:me|us|my (?:e-?mail|address)|this (?:e-?mail|address)|from (?:this|your|all|these))\b|\bopt (?:me|us) out\b/,
      /^how (?:do|can) i (?:unsubscribe|opt out)[ ?]{0,3}$|\b(?:i|we) (?:want|wish|would like|'d like) to (?:unsubscribe|opt out|be removed|be taken off)\b/,
    ],
    unless: [
      /\b(?:not|n't|never) (?:\w{1,10} ){0,2}(?:remove|take|delete|unsubscribe|opt)|\b(?:why|who|if|when) (?:\w{1,10} ){0,3}(?:remove|unsubscribe)/,
    ],
    examples: [
      'Please remove me from your mailing list.',
      'Could you take us off your list?',
      'Remove my address please.',
      'Can you unsubscribe me?',
    ],
    others: [
      'I did not unsubscribe.',
      'How do I unsubscribe my colleague?',
      'Do not remove me from your list.',
      'We had to remove the old meters.',
    ],
  },
  {
    name: 'wants no more mails',
    intent: 'unsubscribe',
    patterns: [
      /\b(?:stop|quit|cease) (?:e-?mailing|mailing|writing|contacting|spamming|messaging|bothering)(?: to)? (?:me|us)\b/,
      /\b(?:stop|quit) (?:sending|these|all|your|those) (?:\w{1,10} ){0,3}(?:e-?mails?|mails?|messages|spam|stuff|newsletters?|crap|junk|mailings?)\b/,
      /\b(?:do not|don't|never) (?:ever )?(?:contact|e-?mail|write(?: to)?|message|mail) (?:me|us)\b/,
      /(?:\b(?:no longer|not)|n't) (?:want|wish|like|care)(?: to)? (?:be contacted|(?:receive|get|hear)(?: \w{1,10}){0,3} (?:e-?mails?|mails?|messages|newsletters?|from you))\b/,
      /\bno (?:more|further) (?:e-?mails?|mails?|messages|newsletters?|contact)\b|\bleave (?:me|us) alone\b/,
    ],
    unless: [
      /\b(?:do not|don't|never|please not|not) stop\b|\b(?:contact|e-?mail|write|message|mail) (?:me|us) (?:before|until|on|at|there|by|this (?:week|month)|during)\b/,
    ],
    examples: [
      'Stop emailing me.',
      'Please do not contact me again.',
      "I don't want to receive these emails anymore.",
      'No more emails please, we are fine.',
    ],
    others: ['Please do not stop sending the newsletter.', 'Do not contact me before May.', 'I want to hear from you.'],
  },
  {
    name: 'names somebody else',
    intent: 'referral',
    patterns: [
      /\b(?:contact|reach out to|get in touch with|write to|speak (?:to|with)|talk (?:to|with)|e-?mail|ask|try|address this to|direct (?:this|your \w{1,12}) to|refer (?:this|you) to|forward (?:this|it) to)\b/,
      /\b(?:send|address) (?:this|it|that|your \w{1,12}|all \w{1,12}) to\b|\b(?:is|are) (?:the (?:right|best|correct) (?:person|contact)|responsible|in charge)\b/,
      /\b(?:handles|looks after|takes care of|deals with|is handling|has taken over|took over|replaced me|my successor|my replacement)\b/,
    ],
    unless: [/\b(?:contact|e-?mail|write(?: to)?|ask) (?:me|us)\b/],
    examples: [
      'Please contact Anna Schmidt anna@lead.test instead.',
      'Tom Reed (t.reed@lead.test) looks after this.',
      'Please send it to buying@lead.test.',
    ],
    others: ['Please contact me at ann@lead.test.'],
  },
  {
    name: 'is the wrong person',
    intent: 'wrong_person',
    patterns: [
      /\b(?:wrong|not the (?:right|best|correct)) (?:person|contact|guy|one to|department|address|man|woman|team)\b/,
      /\b(?:am|'m|are|is) not (?:the one )?(?:responsible|in charge|involved|the decision[- ]maker)\b|\bnot my (?:area|department|responsibility|job|decision|remit|field)\b/,
      /\b(?:isn't|is not) my (?:area|department|responsibility|job|decision|remit|field)\b|\b(?:don't|do not) (?:handle|deal with|work (?:in|on)|look after) (?:this|that|these|it|such)\b|\bno longer (?:handle|deal with|work (?:in|on|with)|look after|responsible|in charge|involved|my (?:area|job))\b|\b(?:changed|switched|moved) (?:roles?|jobs?|departments?|teams?)\b/,
    ],
    examples: ["I'm not responsible for this.", 'You have the wrong person.', 'That is not my department.'],
    others: ['Is he not at his desk?', 'Who is responsible?'],
  },
  {
    name: 'not now',
    intent: 'later',
    patterns: [
      /\bnot (?:right now|now|at the moment|at this time|this (?:week|month|quarter|year))\b|^(?:no,? )?not yet\b|\bno time\b|\bbad (?:time|timing)\b/,
      /\b(?:next|in the (?:new|coming)|after the|until|in) (?:month|quarter|year|spring|summer|autumn|fall|winter|q[1-4])\b|\bmaybe later\b|\b(?:later|end of) (?:this|the) year\b/,
      /\bin (?:a few|a couple of|\d{1,2}|two|three|six) months?\b|\b(?:right|just) now\b.{0,30}\b(?:not|n't|no|busy)\b/,
      /\b(?:get|come|circle|check|reach) back (?:to (?:you|me|us) )?(?:in|after|later|next|then|once)\b|\b(?:follow up|try (?:me|us|again)|ask (?:me |us )?again|ping me|check in|reconnect|touch base)(?: \w{1,8}){0,3} (?:in|after|later|next|once)\b/,
      /\btoo (?:busy|early|soon)\b|\b(?:budget|contract)\b.{0,40}\b(?:next|until|till|runs)\b|\btiming (?:isn't|is not|is off)\b|\bnot the right time\b|\b(?:again|back|up|out|me|us) in (?:january|february|march|april|may|june|july|august|september|october|november|december)\b|\buntil (?:after )?(?:january|february|march|april|may|june|july|august|september|october|november|december)\b/,
    ],
    unless: [/\b(?:too early|too soon) to\b.{0,20}\bcall (?:me|us)\b/],
    examples: ['Not right now.', 'Get back to me in April.', 'Maybe next year.', 'Timing is not great.'],
    others: ['Can you do Tuesday next week?', 'I will read it now.'],
  },
  {
    name: 'is not interested',
    intent: 'not_interested',
    patterns: [
      /(?:\b(?:not|never|no longer)|n't) (?:really |at all |particularly |currently )?(?:interested|relevant|a (?:good )?fit|for us|for me|needed|something (?:we|i))\b/,
      /\bno (?:interest|need|thanks|thank you)\b|\bnot looking (?:for|to)\b|\b(?:we|i)(?:'ll| will) (?:pass|have to (?:pass|decline))\b|\bhave to decline\b/,
      /\b(?:we|i)(?:'ve| have)? (?:already (?:have|use|got)|went with|chose|chosen|just (?:renewed|signed))\b|\bsigned with\b|\b(?:do not|don't) need\b|\b(?:happy|satisfied|fine|content|sticking) with (?:our|the|what)\b|\ball set\b|\bgone (?:with|for) (?:another|a different|somebody|someone)\b/,
    ],
    unless: [/\bno need to (?:wait|apologi|worry|rush)|\bnot looking (?:for|to) (?:stop|leave)/],
    examples: ['No thanks.', 'We are really not a fit.', 'We already have a supplier.', "We'll pass."],
    others: ["No problem, let's talk.", 'No need to apologise!'],
  },
  {
    name: 'wants a call',
    intent: 'call_me',
    patterns: [
      /^please (?:call|phone|ring)(?: back)?[ .!]*$|\b(?:call|phone|ring|telephone) (?:me|us)(?! (?:if|when|once|unless|whenever|in case|names))\b|\bgive (?:me|us) a (?:quick )?(?:call|ring|bell|buzz)(?! (?:if|when|once|unless|in case))\b/,
      /\b(?:reach|get) (?:me|us) (?:by phone|on (?:my|the) (?:mobile|cell|phone)|at \+?\d)|\bmy (?:number|mobile|cell|phone)(?: number)? is\b/,
      /\b(?:want|like|wish|love) a (?:phone )?call(?:back| back)?\b|\bcall(?: me)? back (?:at|on|tomorrow|today|this|after|before)\b/,
    ],
    unless: [/\b(?:not|n't|never|no need to|stop) (?:\w{1,8} )?(?:call|phone|ring)/],
    examples: ['Call me at 555 0134.', 'Please ring me tomorrow.', 'Give us a call!'],
    others: ['Call me if the price drops.', 'Please do not call me.', 'Our phone system is old.'],
  },
  {
    name: 'does not want a call',
    intent: 'not_interested',
    patterns: [/\b(?:do not|don't|never|stop) (?:call|phone|ring|calling|phoning|ringing) (?:me|us)\b/],
    examples: ['Please do not call me.'],
    others: ['Call me.'],
  },
  {
    name: 'is interested',
    intent: 'interested',
    patterns: [
      /\binterested\b|^(?:yes|sure|absolutely|definitely|certainly)[ ,.!]*$|\blet's do (?:it|this|that)\b|\bsounds (?:good|great|interesting|perfect|useful)\b|\byes,? please\b|\bcount (?:me|us) in\b|\bsign (?:me|us) up\b|\blooks (?:good|great|useful|interesting|promising)\b/,
      /\b(?:let's|let us|can we|could we|shall we|happy to|love to|like to|keen to|glad to) (?:\w{1,20} ){0,2}(?:talk|speak|chat|meet|call|see|schedule|book|try|learn|know|hear|discuss|arrange|set|find out)\b/,
      /\bbook (?:a|the) (?:demo|call|meeting)\b|\bsend (?:me|us|it over)\b|\btell (?:me|us) more\b|\bgreat timing\b|\b(?:what|which) (?:times?|days?|dates?) (?:works?|suits?|would)\b|\bwhen (?:are you|would you be|could you be) (?:free|available)\b|\bkeen to\b|\bmore (?:information|details) please\b/,
    ],
    unless: [
      /\b(?:would not|wouldn't|do not|don't|not) (?:like|want|love) to\b|\bwho(?:ever)? (?:is|are|might be) interested\b/,
    ],
    examples: ['Sounds great!', 'We would love to see a demo.', 'Yes please.', 'Tell me more.'],
    others: ["I wouldn't like to see it.", 'Thank you for the guide.'],
  },
  {
    name: 'asks something',
    intent: 'question',
    patterns: [
      /\?|¿/,
      /\b(?:how much|do you|does it|is there|are there|could you (?:tell|explain)|i was wondering|i wonder|can you tell)\b/,
    ],
    examples: ['How much is it for 200 sites', 'Does it work with old meters?'],
    others: ['We have 200 sites.'],
  },
]);
