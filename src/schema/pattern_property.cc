// SPDX-License-Identifier: Apache-2.0
#include "schema/pattern_property.h"

#include <fmt/format.h>

namespace headgate {

namespace {

/// Lists groups of names that mean the same, the one that RE2 knows first.
constexpr ByteView kCategories =
    "LC/Cased_Letter Pe/Close_Punctuation Pc/Connector_Punctuation Cc/Control/cntrl Sc/Currency_Symbol "
    "Pd/Dash_Punctuation Nd/Decimal_Number/digit Me/Enclosing_Mark Pf/Final_Punctuation Cf/Format "
    "Pi/Initial_Punctuation L/Letter Nl/Letter_Number Zl/Line_Separator Ll/Lowercase_Letter "
    "M/Mark/Combining_Mark Sm/Math_Symbol Lm/Modifier_Letter Sk/Modifier_Symbol Mn/Nonspacing_Mark N/Number "
    "Ps/Open_Punctuation C/Other Lo/Other_Letter No/Other_Number Po/Other_Punctuation So/Other_Symbol "
    "Zp/Paragraph_Separator Co/Private_Use P/Punctuation/punct Z/Separator Zs/Space_Separator "
    "Mc/Spacing_Mark Cs/Surrogate S/Symbol Lt/Titlecase_Letter Cn/Unassigned Lu/Uppercase_Letter";

constexpr ByteView kScripts =
    "Adlam/Adlm Ahom Anatolian_Hieroglyphs/Hluw Arabic/Arab Armenian/Armn Avestan/Avst Balinese/Bali "
    "Bamum/Bamu Bassa_Vah/Bass Batak/Batk Bengali/Beng Bhaiksuki/Bhks Bopomofo/Bopo Brahmi/Brah "
    "Braille/Brai Buginese/Bugi Buhid/Buhd Canadian_Aboriginal/Cans Carian/Cari Caucasian_Albanian/Aghb "
    "Chakma/Cakm Cham Cherokee/Cher Chorasmian/Chrs Common/Zyyy Coptic/Copt/Qaac Cuneiform/Xsux "
    "Cypriot/Cprt Cypro_Minoan/Cpmn Cyrillic/Cyrl Deseret/Dsrt Devanagari/Deva Dives_Akuru/Diak "
    "Dogra/Dogr Duployan/Dupl Egyptian_Hieroglyphs/Egyp Elbasan/Elba Elymaic/Elym Ethiopic/Ethi "
    "Georgian/Geor Glagolitic/Glag Gothic/Goth Grantha/Gran Greek/Grek Gujarati/Gujr Gunjala_Gondi/Gong "
    "Gurmukhi/Guru Han/Hani Hangul/Hang Hanifi_Rohingya/Rohg Hanunoo/Hano Hatran/Hatr Hebrew/Hebr "
    "Hiragana/Hira Imperial_Aramaic/Armi Inherited/Zinh/Qaai Inscriptional_Pahlavi/Phli "
    "Inscriptional_Parthian/Prti Javanese/Java Kaithi/Kthi Kannada/Knda Katakana/Kana Kayah_Li/Kali "
    "Kharoshthi/Khar Khitan_Small_Script/Kits Khmer/Khmr Khojki/Khoj Khudawadi/Sind Lao/Laoo Latin/Latn "
    "Lepcha/Lepc Limbu/Limb Linear_A/Lina Linear_B/Linb Lisu Lycian/Lyci Lydian/Lydi Mahajani/Mahj "
    "Makasar/Maka Malayalam/Mlym Mandaic/Mand Manichaean/Mani Marchen/Marc Masaram_Gondi/Gonm "
    "Medefaidrin/Medf Meetei_Mayek/Mtei Mende_Kikakui/Mend Meroitic_Cursive/Merc "
    "Meroitic_Hieroglyphs/Mero Miao/Plrd Modi Mongolian/Mong Mro/Mroo Multani/Mult Myanmar/Mymr "
    "Nabataean/Nbat Nandinagari/Nand New_Tai_Lue/Talu Newa Nko/Nkoo Nushu/Nshu "
    "Nyiakeng_Puachue_Hmong/Hmnp Ogham/Ogam Ol_Chiki/Olck Old_Hungarian/Hung Old_Italic/Ital "
    "Old_North_Arabian/Narb Old_Permic/Perm Old_Persian/Xpeo Old_Sogdian/Sogo Old_South_Arabian/Sarb "
    "Old_Turkic/Orkh Old_Uyghur/Ougr Oriya/Orya Osage/Osge Osmanya/Osma Pahawh_Hmong/Hmng Palmyrene/Palm "
    "Pau_Cin_Hau/Pauc Phags_Pa/Phag Phoenician/Phnx Psalter_Pahlavi/Phlp Rejang/Rjng Runic/Runr "
    "Samaritan/Samr Saurashtra/Saur Sharada/Shrd Shavian/Shaw Siddham/Sidd SignWriting/Sgnw Sinhala/Sinh "
    "Sogdian/Sogd Sora_Sompeng/Sora Soyombo/Soyo Sundanese/Sund Syloti_Nagri/Sylo Syriac/Syrc "
    "Tagalog/Tglg Tagbanwa/Tagb Tai_Le/Tale Tai_Tham/Lana Tai_Viet/Tavt Takri/Takr Tamil/Taml "
    "Tangsa/Tnsa Tangut/Tang Telugu/Telu Thaana/Thaa Thai Tibetan/Tibt Tifinagh/Tfng Tirhuta/Tirh Toto "
    "Ugaritic/Ugar Vai/Vaii Vithkuqi/Vith Wancho/Wcho Warang_Citi/Wara Yezidi/Yezi Yi/Yiii "
    "Zanabazar_Square/Zanb";

/// Lists what ECMA-262 asks of characters beyond their category and script.
constexpr ByteView kBinaryProperties =
    "ASCII AHex/ASCII_Hex_Digit Alpha/Alphabetic Any Assigned Bidi_C/Bidi_Control Bidi_M/Bidi_Mirrored "
    "CI/Case_Ignorable Cased CWCF/Changes_When_Casefolded CWCM/Changes_When_Casemapped "
    "CWL/Changes_When_Lowercased CWKCF/Changes_When_NFKC_Casefolded CWT/Changes_When_Titlecased "
    "CWU/Changes_When_Uppercased Dash DI/Default_Ignorable_Code_Point Dep/Deprecated Dia/Diacritic Emoji "
    "EComp/Emoji_Component EMod/Emoji_Modifier EBase/Emoji_Modifier_Base EPres/Emoji_Presentation "
    "ExtPict/Extended_Pictographic Ext/Extender Gr_Base/Grapheme_Base Gr_Ext/Grapheme_Extend Hex/Hex_Digit "
    "IDSB/IDS_Binary_Operator IDST/IDS_Trinary_Operator IDC/ID_Continue IDS/ID_Start Ideo/Ideographic "
    "Join_C/Join_Control LOE/Logical_Order_Exception Lower/Lowercase Math NChar/Noncharacter_Code_Point "
    "Pat_Syn/Pattern_Syntax Pat_WS/Pattern_White_Space QMark/Quotation_Mark Radical RI/Regional_Indicator "
    "STerm/Sentence_Terminal SD/Soft_Dotted Term/Terminal_Punctuation UIdeo/Unified_Ideograph "
    "Upper/Uppercase VS/Variation_Selector space/White_Space XIDC/XID_Continue XIDS/XID_Start";

/// Cuts what stands before the next `by` off `text`.
ByteView cut(ByteView& text, char by) {
  const std::size_t end = text.find(by);
  const ByteView head = text.substr(0, end);
  text = end == ByteView::npos ? ByteView() : text.substr(end + 1);
  return head;
}

/// Gives the first name of the group that a name is in, empty where it is in none.
ByteView first_name(ByteView groups, ByteView name) {
  while (!groups.empty()) {
    ByteView group = cut(groups, ' ');
    const ByteView first = group.substr(0, group.find('/'));
    while (!group.empty()) {
      if (cut(group, '/') == name) return first;
    }
  }
  return {};
}

/// Gives the characters of a category or a script, by the name that RE2 knows.
CharacterSet set_of(ByteView name) {
  // RE2 knows no character as unassigned, so its C lacks most of those that are: all others say it exactly.
  if (name == "C") return {{}, "\\pL\\pM\\pN\\pP\\pS\\pZ"};
  if (name == "Cn") return {{}, "\\pL\\pM\\pN\\pP\\pS\\pZ\\p{Cc}\\p{Cf}\\p{Co}\\p{Cs}"};
  if (name == "LC") return {"\\p{Lu}\\p{Ll}\\p{Lt}", {}};
  return {fmt::format("\\p{{{}}}", name), fmt::format("\\P{{{}}}", name)};
}

CharacterSet binary_property(ByteView name) {
  if (name == "Any") return {"\\x{0}-\\x{10ffff}", ""};
  if (name == "ASCII") return {"\\x{0}-\\x{7f}", "\\x{80}-\\x{10ffff}"};
  if (name == "AHex") return {"0-9A-Fa-f", "\\x{0}-/:-@G-`g-\\x{10ffff}"};
  if (name == "Assigned") return {set_of("Cn").others, {}};
  return {};
}

}  // namespace

std::optional<CharacterSet> character_property(ByteView name) {
  const std::size_t equals = name.find('=');
  if (equals == ByteView::npos) {
    if (const ByteView known = first_name(kCategories, name); !known.empty()) return set_of(known);
    if (const ByteView known = first_name(kBinaryProperties, name); !known.empty()) {
      return binary_property(known);
    }
    return {};
  }
  const ByteView property = name.substr(0, equals);
  const ByteView value = name.substr(equals + 1);
  const bool is_category = property == "gc" || property == "General_Category";
  const bool is_script = property == "sc" || property == "Script";
  const bool is_scripts = property == "scx" || property == "Script_Extensions";
  if (!is_category && !is_script && !is_scripts) return {};
  const ByteView known = first_name(is_category ? kCategories : kScripts, value);
  if (known.empty()) return {};
  return is_scripts ? CharacterSet() : set_of(known);
}

}  // namespace headgate
