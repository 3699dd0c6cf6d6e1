// SPDX-License-Identifier: Apache-2.0
#include "apps/sample/vocabulary.h"

#include <array>

namespace headgate::sample {

namespace {

constexpr auto kEnglish = std::to_array<std::string_view>(
    {"the",           "of",          "and",         "to",          "a",          "in",         "is",
     "that",          "for",         "it",          "as",          "with",       "are",        "on",
     "this",          "by",          "learning",    "design",      "agile",      "team",       "customer",
     "product",       "people",      "process",     "knowledge",   "skills",     "teacher",    "student",
     "lesson",        "software",    "meeting",     "question",    "answer",     "world",      "language",
     "culture",       "office",      "doctor",      "appointment", "home",       "animal",     "market",
     "development",   "environment", "resource",    "opportunity", "creation",   "example",    "category",
     "task",          "course",      "video",       "story",       "slide",      "picture",    "message",
     "science",       "art",         "school",      "field",       "image",      "reference",  "definition",
     "instructional", "common",      "cognitive",   "social",      "medical",    "functional", "external",
     "important",     "different",   "new",         "early",       "useful",     "clear",      "possible",
     "general",       "available",   "traditional", "provides",    "describes",  "helps",      "becomes",
     "means",         "asks",        "supports",    "improves",    "designed",   "deployed",   "released",
     "organized",     "illustrated", "introduced",  "identified",  "performed",  "when",       "because",
     "although",      "often",       "usually",     "between",     "without",    "towards",    "mother",
     "daughter",      "family",      "woman",       "child",       "smile",      "book",       "library",
     "contract",      "document",    "signature",   "typewriter",  "journalism", "summary",    "headline",
     "paragraph",     "water",       "energy",      "river",       "mountain",   "health",     "travel",
     "music",         "kitchen"});

constexpr auto kGerman = std::to_array<std::string_view>(
    {"die",     "Übung",  "für",     "größere", "Gespräche", "über",   "Schüler", "hört",
     "müssen",  "Straße", "Prüfung", "und",     "der",       "Bücher", "weiß",    "schließlich",
     "während", "Lösung", "Maß",     "nächste", "Jahr",      "Fuß",    "ähnlich", "zurück"});

constexpr auto kFrench = std::to_array<std::string_view>(
    {"été",   "déjà", "leçon", "élève", "à",     "être",    "où",      "garçon",
     "une",   "idée", "très",  "cœur",  "façon", "Noël",    "théorie", "l’école",
     "après", "âge",  "forêt", "même",  "sûr",   "préféré", "naïve",   "dès"});

constexpr auto kPolish = std::to_array<std::string_view>(
    {"zażółć", "gęślą", "jaźń", "dzień", "książka", "łódź", "więcej", "szkoła", "źródło", "ćwiczenie", "się",
     "między", "pytań", "święto", "żółw", "ogród"});

constexpr auto kGreek =
    std::to_array<std::string_view>({"μάθηση", "και", "το", "σχέδιο", "γλώσσα", "είναι", "ερώτηση", "κόσμος",
                                     "μια", "ιδέα", "τέχνη", "στο", "σχολείο", "βιβλίο", "ημέρα", "νερό"});

constexpr auto kRussian =
    std::to_array<std::string_view>({"урок", "и", "знание", "в", "школа", "для", "вопрос", "ответ", "пример",
                                     "ученик", "язык", "книга", "время", "почти", "объект", "ёлка"});

constexpr auto kJapanese =
    std::to_array<std::string_view>({"学習", "設計", "教師は", "学生", "質問に", "答える", "世界", "言語",
                                     "例えば", "時間", "本を", "読む", "図書館", "写真", "新しい", "日本語"});

constexpr auto kArabic =
    std::to_array<std::string_view>({"التعلم", "في", "تصميم", "من", "المدرسة", "كتاب", "سؤال", "جديد",
                                     "العالم", "على", "لغة", "مثال", "معلم", "طالب", "وقت", "ماء"});

// clang-format counts the columns that these letters take, the lint counts letters.
// clang-format off
constexpr auto kHindi =
    std::to_array<std::string_view>({"सीखना", "और", "भाषा", "में", "शिक्षक", "छात्र", "प्रश्न", "उत्तर",
                                     "पुस्तक", "नया", "समय", "के", "लिए", "विद्यालय", "उदाहरण", "पानी"});
// clang-format on

constexpr auto kLanguages =
    std::to_array<Words>({kEnglish, kGerman, kFrench, kPolish, kGreek, kRussian, kJapanese, kArabic, kHindi});

constexpr auto kOddPieces = std::to_array<std::string_view>({
    R"(\n)",
    R"(\r\n)",
    R"(\t)",
    R"(\"so to speak\")",
    R"(C:\\temp\\)",
    R"(and\/or)",
    R"(caf\u00e9)",
    R"(\u00C9t\u00e9)",
    R"(\ud83d\ude80)",
    R"(\uD83E\uDD14)",
    R"(\u2028)",
    R"(\u001f)",
    R"(\\\")",
    "🙂",
    "👩‍🏫",
    "“war of paradigms”",
    "\u200bid\u200b",
    "e\u0301",
    "}{",
    "[1]",
    "{\\\"id\\\":",
    "],",
    "// no comment",
    "R&D",
    "(Koper, 2006; p. 527)",
    "3 · 4 ≠ 5",
});

}  // namespace

std::span<const Words> languages() { return kLanguages; }

Words odd_pieces() { return kOddPieces; }

}  // namespace headgate::sample
