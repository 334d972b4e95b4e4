// Every select menu: options of the app, people, conversations, channels; one or many.

import { avatar } from "../avatar.js";
import { picker } from "../picker.js";
import { plain } from "../mrkdwn.js";
import { store, people, channels, namedChannel, displayName, channelTitle, user } from "../state.js";
import { findChannels, findPeople } from "../directory.js";
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
  const found = user(id);
  return {
    value: id, label: displayName(id), description: found?.title || undefined,
    search: found?.name, face: () => avatar(id, 24), raw: id,
  };
};
const LEAST_TYPED = 3; // Slack's own min_query_length where the app names none.
const asGroups = ({ options = [], option_groups: groups }) =>
  groups?.map((group) => ({ label: plain(group.label.text), options: group.options.map(asOption) })) ?? [{ options: options.map(asOption) }];
const asChannel = (id) => {
  const found = namedChannel(id);
  if (found?.is_im) return { ...asPerson(found.user), value: id, raw: id };
  return { value: id, label: found ? `${found.is_private ? "🔒" : "#"} ${channelTitle(found)}` : id, raw: id };
};

/**
 * What stands in the list, what is loaded while typing, and how a stored value becomes an entry of it. People and
 * channels at hand show at once; a big workspace is asked for the rest.
 */
const KINDS = {
  static: { groups: asGroups, entry: asOption },
  external: {
    entry: asOption,
    load: async (typed, element, block, ctx) => asGroups(await ctx.suggest(block, element, typed)),
    min: (element) => element.min_query_length ?? LEAST_TYPED,
  },
  users: {
    groups: () => [{ options: people().map((each) => asPerson(each.id)) }],
    entry: asPerson,
    load: async (typed) => [{ options: (await findPeople(typed)).map((each) => asPerson(each.id)) }],
  },
  conversations: {
    groups: (element) => [{ options: conversations(element.filter).map((each) => asChannel(each.id)) }],
    entry: asChannel,
    load: async (typed, element) => moreConversations(typed, element.filter),
  },
  channels: {
    groups: () => [{ options: conversations({ include: ["public"] }).map((each) => asChannel(each.id)) }],
    entry: asChannel,
    load: async (typed) => moreConversations(typed, { include: ["public"] }),
  },
};

const kindOf = (each) => (each.is_im ? "im" : each.is_private ? "private" : "public");

function fits(each, filter) {
  if (each.is_archived) return false;
  if (filter?.exclude_bot_users && each.is_im && each.user === store.state.app.bot_user_id) return false;
  return !filter?.include || filter.include.includes(kindOf(each));
}

const conversations = (filter) =>
  [...channels(), ...store.state.channels.filter((each) => each.is_im)].filter((each) => fits(each, filter));

async function moreConversations(typed, filter) {
  const found = await findChannels(typed);
  return [{ options: found.channels.filter((each) => fits(each, filter)).map((each) => asChannel(each.id)) }];
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
  const value = ctx.value(block, element);
  const held = heldBy(value, ctx, element);
  if (held.length && !Array.isArray(value[fieldOf(element.type)]) && !value[fieldOf(element.type)]) {
    ctx.form.set(block, element, { type: element.type, [fieldOf(element.type)]: many ? held : held[0] });
  }
  let kept = held.map(kind.entry);
  let dirty = false;
  const valueOf = (picked) => {
    const raws = picked.map((each) => each.raw);
    return { type: element.type, [fieldOf(element.type)]: many ? raws : raws[0] ?? null };
  };
  const settle = (picked) => confirmed(
    element.confirm,
    () => {
      kept = picked;
      return ctx.change(block, element, valueOf(picked));
    },
    () => {
      field.reset(kept);
      ctx.change(block, element, valueOf(kept), { send: false });
    },
  );
  const field = picker({
    multi: many,
    placeholder: plain(element.placeholder?.text ?? (many ? "Select options" : "Select an item")),
    groups: kind.groups && (() => kind.groups(element)),
    load: kind.load && ((typed) => kind.load(typed, element, block, ctx)),
    min: kind.min?.(element),
    selected: kept,
    most: element.max_selected_items,
    attrs: controlAttrs(element, block, ctx),
    onpick: (picked, { open }) => {
      if (!many || !open) return settle(picked);
      dirty = true; // Slack sends a multiple choice once, when its list closes.
      return ctx.change(block, element, valueOf(picked), { send: false });
    },
    onclose: (picked) => {
      if (dirty) settle(picked);
      dirty = false;
    },
  });
  return field;
}
