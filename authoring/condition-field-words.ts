/** Values that a custom field can never have, as a condition compares it with them: no date, or not of its list. */
import type { ASTNode } from '@marcbachmann/cel-js';
import { declaredValue, isOfType, valuesInWords } from '../domain/field-values.ts';
import type { FieldDeclaration } from '../domain/fields.ts';
import { nearest } from '../domain/suggestion.ts';
import { type ConditionProblem, withSuggestion } from './condition-problem.ts';
import { literalOf, placeOf, textOf } from './condition-tree.ts';

/** The first problem with what a field is compared with. @param name as the condition has it: `lead.fields.region` */
export function fieldWordProblem(
  name: string,
  field: FieldDeclaration,
  operator: string,
  literals: readonly ASTNode[],
): ConditionProblem | null {
  if (field.type === 'date') return wrongDate(literals) ?? wrongValue(name, field, operator, literals);
  return wrongValue(name, field, operator, literals);
}

function wrongDate(literals: readonly ASTNode[]): ConditionProblem | null {
  const wrong = literals.find(
    (literal) => textOf(literal) !== null && !/^\d{4}-\d{2}-\d{2}$/.test(textOf(literal) ?? ''),
  );
  if (!wrong) return null;
  return { message: `"${textOf(wrong)}" is not a date such as "2026-11-21"`, ...placeOf(wrong.input, wrong.start) };
}

/** Values that are numbers and dates have an order; texts that are chosen from a list have none that anybody means. */
function wrongValue(
  name: string,
  field: FieldDeclaration,
  operator: string,
  literals: readonly ASTNode[],
): ConditionProblem | null {
  const { values } = field;
  if (values === null || !['==', '!=', 'in'].includes(operator)) return null;
  for (const literal of literals) {
    const value = literalOf(literal);
    if (value === null || !isOfType(field.type, value) || values.includes(value)) continue;
    const meant =
      declaredValue(field, value) ?? (typeof value === 'string' ? nearest(value, values.map(String)) : null);
    const message = `${name} is never ${JSON.stringify(value)} (it is ${valuesInWords(values)})`;
    return {
      ...withSuggestion(message, meant === null ? null : String(meant)),
      ...placeOf(literal.input, literal.start),
    };
  }
  return null;
}
