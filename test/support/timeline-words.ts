/** What a line of a printed timeline says of a question and its answer. */
import type { Act } from '../../domain/act.ts';
import type { Answer, Question } from '../../domain/enrollment.ts';
import { durationInWords, type Instant } from '../../domain/time.ts';
import { waitRuleInWords } from '../../domain/wait-text.ts';

/** `time` shows an instant on the clock of the lead. */
export function words(question: Question, answer: Answer, time: (instant: Instant) => string): string {
  const until = 'until' in answer ? ` until ${time(answer.until)}` : '';
  switch (question.kind) {
    case 'send': {
      const what = answer.kind === 'sent' ? answer.result : answer.kind;
      return `send ${question.stepId}${question.visit > 1 ? ` (visit ${question.visit})` : ''} → ${what}${until}`;
    }
    case 'resolve':
      return `wait ${waitRuleInWords(question.rule)}${answer.kind === 'missed' ? ` → ${answer.why}` : until}`;
    case 'decide':
      return `branch ${question.stepId} → ${answer.kind === 'decided' && answer.index !== null ? `case ${answer.index + 1}` : 'else'}`;
    case 'split':
      return `split ${question.stepId} → ${answer.kind === 'assigned' ? question.arms[answer.arm]?.name : answer.kind}`;
    case 'arm': {
      const kinds = question.awaited.events.map((matcher) => matcher.kind);
      return `wait for ${kinds.join(question.awaited.mode === 'any' ? ' or ' : ' and ')}, at most ${durationInWords(question.timeout)}`;
    }
    case 'expire':
      return answer.kind === 'expired' && answer.events.length > 0
        ? 'time is up, but an event came in time'
        : 'time is up';
    case 'act':
      return `${actWords(question.act)}${answer.kind === 'done' ? '' : ` → ${answer.kind}${until}`}`;
    case 'call':
      return `call ${question.stepId} → ${answer.kind === 'called' ? (answer.ok ? 'ok' : 'failed') : answer.kind}${until}`;
    case 'close':
      return 'close';
  }
}

function actWords(act: Act): string {
  switch (act.kind) {
    case 'score':
      return `score ${act.points > 0 ? '+' : ''}${act.points}: ${act.reason}`;
    case 'set':
      return `set ${Object.entries(act.values)
        .map(([key, value]) => `${key} = ${value}`)
        .join(', ')}`;
    case 'tag':
      return `tag ${[...act.add.map((tag) => `+${tag}`), ...act.remove.map((tag) => `-${tag}`)].join(' ')}`;
    case 'notify':
      return `notify ${act.to}`;
    case 'start':
      return `start ${act.sequence}`;
    case 'stop':
      return `stop ${act.sequence}`;
    case 'handoff':
      return `hand-off: ${act.reason}`;
  }
}
