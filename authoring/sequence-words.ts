/**
 * A program in plain sentences: its settings, then its steps, numbered, with the steps of each arm below the step that
 * leads into it. For people who do not read YAML, and for a look at what a change really means.
 */
import type { Program, StepId } from '../domain/program.ts';
import { inReadingOrder, type LeadsOn, layOut, type Passage, type PlacedStep } from './sequence-layout.ts';
import { settingsWords } from './settings-words.ts';

/** The lines of the explanation, without line ends. */
export function explainSequence(program: Program): readonly string[] {
  const numbers = new Map(inReadingOrder(program).map(({ step, number }) => [step.id, number]));
  const [main, ...jumpedTo] = layOut(program);
  return [
    `The sequence ${program.sequence}`,
    '',
    ...settingsWords(program.settings).map(({ sentence }) => `  - ${sentence}`),
    '',
    ...(main ? passageLines(main, '  ', numbers) : []),
    ...endLines(main),
    ...jumpedTo.flatMap((passage) => [
      '',
      '  Only a jump leads here:',
      ...passageLines(passage, '  ', numbers),
      ...leadsOnLines(passage.after, '  ', numbers),
    ]),
    ...renamedLines(program),
  ];
}

type Numbers = ReadonlyMap<StepId, string>;

function passageLines({ steps }: Passage, indent: string, numbers: Numbers): readonly string[] {
  return steps.flatMap((placed) => stepLines(placed, indent, numbers));
}

function stepLines({ number, step, words, arms }: PlacedStep, indent: string, numbers: Numbers): readonly string[] {
  const jump = words.jump === null ? '' : ` (step ${numbers.get(words.jump.to) ?? '?'})`;
  const sentence = words.jump === null ? words.sentence : words.sentence.replace(words.jump.to, `$&${jump}`);
  const inner = `${indent}   `;
  return [
    `${indent}${number}. ${sentence}. [${step.id}]`,
    ...arms.flatMap(({ arm, passage }) => {
      const body = passageLines(passage, `${inner}  `, numbers);
      const after = leadsOnLines(passage.after, `${inner}  `, numbers);
      if (body.length === 0) return [`${inner}${arm.heading}: ${(after[0] ?? 'go on.').trim()}`];
      // Where all arms meet at the end of the sequence, the end is told once, after all of them.
      const told = passage.after.kind === 'step' || (passage.after.kind === 'end' && passage.after.early);
      return [`${inner}${arm.heading}:`, ...body, ...(told ? after : [])];
    }),
  ];
}

function leadsOnLines(leadsOn: LeadsOn, indent: string, numbers: Numbers): readonly string[] {
  switch (leadsOn.kind) {
    case 'end':
      return [`${indent}the sequence is completed.`];
    case 'step':
      return [`${indent}go on with step ${numbers.get(leadsOn.id) ?? '?'} (${leadsOn.id}).`];
    case 'on':
    case 'told':
      return [];
  }
}

const endLines = (main: Passage | undefined): readonly string[] =>
  main?.after.kind === 'told' ? [] : ['  After that the sequence is completed.'];

function renamedLines({ renamed }: Program): readonly string[] {
  const names = Object.entries(renamed).map(([former, now]) => `  ${now} was called ${former} before.`);
  return names.length === 0 ? [] : ['', ...names];
}
