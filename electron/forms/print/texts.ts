import texts from '../../../resources/forms/texts.json' with { type: 'json' };

/** Fixed wording of the printed forms, kept as data beside the agreement templates so that lawyers can read it in one place. */
export const formTexts = texts;

/**
 * Puts values into a text: `{name}` is replaced by `values.name`. A placeholder without a value is a bug in the form, not
 * in its data, and throws.
 */
export function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value === undefined) throw new Error(`form text has no value for {${name}}`);
    return value;
  });
}
