// Slack's short names for the common emoji.

const TABLE = `
+1 👍 -1 👎 thumbsup 👍 thumbsdown 👎 ok_hand 👌 wave 👋 clap 👏 raised_hands 🙌 pray 🙏 muscle 💪 point_right 👉
point_left 👈 point_up ☝️ point_down 👇 eyes 👀 ear 👂 brain 🧠 raising_hand 🙋 handshake 🤝 v ✌️ crossed_fingers 🤞
smile 😄 smiley 😃 grinning 😀 grin 😁 joy 😂 rofl 🤣 slightly_smiling_face 🙂 upside_down_face 🙃 wink 😉 blush 😊
heart_eyes 😍 sunglasses 😎 thinking_face 🤔 neutral_face 😐 expressionless 😑 relieved 😌 sweat_smile 😅 sweat 😓
cry 😢 sob 😭 scream 😱 rage 😡 angry 😠 confused 😕 worried 😟 sleeping 😴 zzz 💤 face_palm 🤦 shrug 🤷 robot_face 🤖
skull 💀 ghost 👻 alien 👽 hugging_face 🤗 nerd_face 🤓 exploding_head 🤯 melting_face 🫠 saluting_face 🫡 partying_face 🥳 tada 🎉 confetti_ball 🎊 balloon 🎈 gift 🎁 trophy 🏆 medal 🏅 star ⭐ star2 🌟 sparkles ✨ boom 💥 fire 🔥
heart ❤️ broken_heart 💔 yellow_heart 💛 green_heart 💚 blue_heart 💙 purple_heart 💜 100 💯 rocket 🚀
white_check_mark ✅ heavy_check_mark ✔️ ballot_box_with_check ☑️ x ❌ negative_squared_cross_mark ❎ warning ⚠️
no_entry ⛔ no_entry_sign 🚫 octagonal_sign 🛑 stop_sign 🛑 rotating_light 🚨 bangbang ‼️ exclamation ❗ question ❓
grey_question ❔ grey_exclamation ❕ information_source ℹ️ sos 🆘 new 🆕 ok 🆗 free 🆓 up 🆙 recycle ♻️
red_circle 🔴 large_red_circle 🔴 orange_circle 🟠 large_orange_circle 🟠 yellow_circle 🟡 large_yellow_circle 🟡
green_circle 🟢 large_green_circle 🟢 blue_circle 🔵 large_blue_circle 🔵 purple_circle 🟣 large_purple_circle 🟣
white_circle ⚪ black_circle ⚫ brown_circle 🟤 red_square 🟥 large_red_square 🟥 large_orange_square 🟧 orange_square 🟧
large_yellow_square 🟨 yellow_square 🟨 large_green_square 🟩 green_square 🟩 large_blue_square 🟦 blue_square 🟦
large_purple_square 🟪 white_large_square ⬜ black_large_square ⬛ small_red_triangle 🔺 small_red_triangle_down 🔻
small_blue_diamond 🔹 small_orange_diamond 🔸 large_blue_diamond 🔷 large_orange_diamond 🔶
bell 🔔 no_bell 🔕 loudspeaker 📢 mega 📣 speaker 🔈 mute 🔇 telephone_receiver 📞 phone ☎️ telephone ☎️ iphone 📱
pager 📟 computer 💻 desktop_computer 🖥️ keyboard ⌨️ electric_plug 🔌 battery 🔋 bulb 💡 flashlight 🔦 mag 🔍 mag_right 🔎
lock 🔒 unlock 🔓 key 🔑 shield 🛡️ hammer 🔨 wrench 🔧 hammer_and_wrench 🛠️ gear ⚙️ nut_and_bolt 🔩 link 🔗
paperclip 📎 pushpin 📌 round_pushpin 📍 triangular_flag_on_post 🚩 checkered_flag 🏁 white_flag 🏳️ flag 🏳️
memo 📝 pencil 📝 pencil2 ✏️ clipboard 📋 page_facing_up 📄 page_with_curl 📃 bookmark 🔖 bookmark_tabs 📑 books 📚 book 📖
open_book 📖 notebook 📓 ledger 📒 newspaper 📰 scroll 📜 card_index 📇 card_file_box 🗃️ file_folder 📁
open_file_folder 📂 wastebasket 🗑️ inbox_tray 📥 outbox_tray 📤 package 📦 envelope ✉️ email ✉️ incoming_envelope 📨
calendar 📅 date 📅 spiral_calendar_pad 🗓️ clock1 🕐 clock3 🕒 clock9 🕘 alarm_clock ⏰ stopwatch ⏱️ timer_clock ⏲️
hourglass ⌛ hourglass_flowing_sand ⏳ watch ⌚ chart_with_upwards_trend 📈 chart_with_downwards_trend 📉 bar_chart 📊
construction 🚧 building_construction 🏗️ house 🏠 office 🏢 factory 🏭 hospital 🏥 bank 🏦 globe_with_meridians 🌐
earth_africa 🌍 cloud ☁️ thunder_cloud_and_rain ⛈️ lightning ⚡ zap ⚡ snowflake ❄️ sunny ☀️ rainbow 🌈 ocean 🌊
fire_engine 🚒 ambulance 🚑 police_car 🚓 fire_extinguisher 🧯 firefighter 🧑‍🚒 helmet_with_white_cross ⛑️ male-firefighter 👨‍🚒
female-firefighter 👩‍🚒 technologist 🧑‍💻 superhero 🦸 detective 🕵️ busts_in_silhouette 👥 bust_in_silhouette 👤
speech_balloon 💬 left_speech_bubble 🗨️ thought_balloon 💭 eye 👁️ money_with_wings 💸 credit_card 💳 moneybag 💰
shopping_trolley 🛒 truck 🚚 airplane ✈️ ship 🚢 anchor ⚓ beach_with_umbrella 🏖️ palm_tree 🌴 coffee ☕ pizza 🍕 beer 🍺
cake 🍰 cookie 🍪 apple 🍎 avocado 🥑 seedling 🌱 herb 🌿 bug 🐛 beetle 🪲 ant 🐜 snail 🐌 turtle 🐢 cat 🐱 dog 🐶 owl 🦉
fox_face 🦊 unicorn_face 🦄 bee 🐝 penguin 🐧 whale 🐳 dart 🎯 game_die 🎲 jigsaw 🧩 puzzle_piece 🧩 art 🎨 movie_camera 🎥
video_camera 📹 camera 📷 tv 📺 headphones 🎧 musical_note 🎵 microphone 🎤 studio_microphone 🎙️ satellite 🛰️
satellite_antenna 📡 label 🏷️ ticket 🎫 admission_tickets 🎟️ receipt 🧾 abacus 🧮 test_tube 🧪 petri_dish 🧫 dna 🧬
microscope 🔬 telescope 🔭 syringe 💉 pill 💊 adhesive_bandage 🩹 stethoscope 🩺 thermometer 🌡️ ice_cube 🧊 snow_capped_mountain 🏔️
arrow_right ➡️ arrow_left ⬅️ arrow_up ⬆️ arrow_down ⬇️ arrow_upper_right ↗️ arrow_lower_right ↘️ arrows_counterclockwise 🔄
arrow_forward ▶️ double_vertical_bar ⏸️ black_square_for_stop ⏹️ fast_forward ⏩ rewind ⏪ repeat 🔁 twisted_rightwards_arrows 🔀
back 🔙 end 🔚 soon 🔜 heavy_plus_sign ➕ heavy_minus_sign ➖ heavy_multiplication_x ✖️ infinity ♾️ dash 💨
one 1️⃣ two 2️⃣ three 3️⃣ four 4️⃣ five 5️⃣ six 6️⃣ seven 7️⃣ eight 8️⃣ nine 9️⃣ zero 0️⃣ keycap_ten 🔟 hash #️⃣
crescent_moon 🌙 first_place_medal 🥇 second_place_medal 🥈 third_place_medal 🥉 crown 👑 gem 💎 see_no_evil 🙈`;

const words = TABLE.trim().split(/\s+/);
const EMOJI = new Map();
for (let at = 0; at < words.length; at += 2) EMOJI.set(words[at], words[at + 1]);

const TONES = { "skin-tone-2": "🏻", "skin-tone-3": "🏼", "skin-tone-4": "🏽", "skin-tone-5": "🏾", "skin-tone-6": "🏿" };

/** "rotating_light" (or ":rotating_light:") -> "🚨"; undefined when unknown. */
export const emoji = (name) => {
  const [, word, tone] = String(name).match(/^:?([^:]+)(?:::(skin-tone-[2-6]))?:?$/) ?? [];
  const found = EMOJI.get(word);
  return found && found + (TONES[tone] ?? "");
};

export const emojify = (text) =>
  text.replace(/:([a-z0-9_+'-]+):(?::(skin-tone-[2-6]):)?/gi, (whole, name, tone) => {
    const found = EMOJI.get(name.toLowerCase()) ?? TONES[name];
    return found ? found + (TONES[tone] ?? "") : whole;
  });

/** [name, sign] of each emoji once, under its first name; with a query those whose name has it, the best first. */
export function allEmoji(query) {
  const once = new Map();
  for (const [name, sign] of EMOJI) if (name.includes(query) && !once.has(sign)) once.set(sign, name);
  const found = [...once].map(([sign, name]) => [name, sign]);
  return query ? found.sort(([a], [b]) => b.startsWith(query) - a.startsWith(query)) : found;
}

export const findEmoji = (start, most = 8) =>
  [...EMOJI].filter(([name]) => name.startsWith(start)).slice(0, most);
