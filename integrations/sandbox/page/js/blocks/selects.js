// Every select menu: options of the app, people, conversations, channels; one or many.

import { avatar } from "../avatar.js";
import { picker } from "../picker.js";
import { plain } from "../mrkdwn.js";
import { h } from "../dom.js";
import { store, people, channel, displayName, channelTitle } from "../state.js";
import { fieldOf, isMany } from "./form.js";
import { confirmed } from "./buttons.js";
import { controlAttrs } from "./control.js";

const asOption = (option) => ({
  value: option.value,
  label: plain(option.text.text),
  description: option.description && plain(option.description.text),
  raw: option,
});
const asPerson = (id) => {
  const found = store.state.users.find((each) => each.id === id);
  return {
    value: id, label: displayName(id), description: found?.title || undefined,
    search: found?.name, face: () => avatar(id, 24), raw: id,
  };
};
const asChannel = (id) => {
  const found = channel(id);
  if (found?.is_im) return { ...asPerson(found.user), value: id, raw: id };
  return { value: id, label: found ? `${found.is_private ? "🔒" : "#"} ${channelTitle(found)}` : id, raw: id };
};

/** What stands in the list, and how a stored value becomes an entry of it. */
const KINDS = {
  static: {
    groups: (element) => element.option_groups?.map((group) => ({
      label: plain(group.label.text), options: group.options.map(asOption),
    })) ?? [{ options: (element.options ?? []).map(asOption) }],
    entry: asOption,
  },
  external: { groups: () => [], entry: asOption },
  users: {
    groups: () => [{ options: people().map((each) => asPerson(each.id)) }],
    entry: asPerson,
  },
  conversations: {
    groups: (element) => [{ options: conversations(element.filter).map((each) => asChannel(each.id)) }],
    entry: asChannel,
  },
  channels: {
    groups: () => [{ options: conversations({ include: ["public"] }).map((each) => asChannel(each.id)) }],
    entry: asChannel,
  },
};

function conversations(filter) {
  const kindOf = (each) => (each.is_im ? "im" : each.is_private ? "private" : "public");
  return store.state.channels.filter((each) => {
    if (each.is_archived) return false;
    if (filter?.exclude_bot_users && each.is_im && each.user === store.state.app.bot_user_id) return false;
    return !filter?.include || filter.include.includes(kindOf(each));
  });
}

function heldBy(value, ctx, element) {
  const held = value[fieldOf(value.type)];
  if (Array.isArray(held)) return held;
  if (held) return [held];
  // Slack fills the conversation the person stands in.
  return element.default_to_current_conversation && ctx.channel ? [ctx.channel] : [];
}

export function select(element, block, ctx) {
  const many = isMany(element.type);
  const kind = KINDS[element.type.replace(/^multi_/, "").replace(/_select$/, "")];
  const external = element.type.endsWith("external_select");
  const value = ctx.value(block, element);
  const held = heldBy(value, ctx, element);
  if (held.length && !Array.isArray(value[fieldOf(element.type)]) && !value[fieldOf(element.type)]) {
    ctx.form.set(block, element, { type: element.type, [fieldOf(element.type)]: many ? held : held[0] });
  }
  let dirty = false;
  const valueOf = (picked) => {
    const raws = picked.map((each) => each.raw);
    return { type: element.type, [fieldOf(element.type)]: many ? raws : raws[0] ?? null };
  };
  const field = picker({
    multi: many,
    placeholder: plain(element.placeholder?.text ?? (many ? "Select options" : "Select an item")),
    groups: () => kind.groups(element),
    selected: held.map(kind.entry),
    most: element.max_selected_items,
    disabled: external,
    attrs: controlAttrs(element, block, ctx),
    onpick: (picked) => {
      if (many) {
        dirty = true; // Slack sends a multiple choice once, when its list closes.
        ctx.change(block, element, valueOf(picked), { send: false });
      } else {
        confirmed(element.confirm, () => ctx.change(block, element, valueOf(picked)));
      }
    },
    onclose: (picked) => {
      if (!dirty) return;
      dirty = false;
      ctx.change(block, element, valueOf(picked));
    },
  });
  if (!external) return field;
  return h("div", null, field, h("p", { class: "hint" }, "The sandbox does not load options from the app yet."));
}
