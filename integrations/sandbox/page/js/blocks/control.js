// What every interactive element has in common.

/** The attributes that every control carries: its id, its test hook, and what describes it. */
export function controlAttrs(element, block, ctx) {
  const id = ctx.idOf(block, element);
  const fault = ctx.errors[block.block_id];
  const described = [fault && `${id}-fault`, block.hint && `${id}-hint`].filter(Boolean).join(" ");
  return {
    id,
    "data-testid": `action-${element.action_id}`,
    "aria-describedby": described || undefined,
    "aria-invalid": fault ? "true" : undefined,
    "aria-required": block.type === "input" && !block.optional ? "true" : undefined,
    "aria-label": block.type === "input" ? undefined : element.placeholder?.text ?? element.action_id,
    "data-autofocus": element.focus_on_load ? "" : undefined,
  };
}
