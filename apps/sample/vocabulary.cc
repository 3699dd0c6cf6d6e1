// SPDX-License-Identifier: Apache-2.0
#include "apps/sample/vocabulary.h"

#include <algorithm>

namespace headgate::sample {

namespace {

Words split(std::string_view text, char mark = ' ') {
  Words words;
  for (std::size_t begin = 0, end = 0; end < text.size(); begin = end + 1) {
    end = std::min(text.find(mark, begin), text.size());
    words.push_back(text.substr(begin, end - begin));
  }
  return words;
}

}  // namespace

const std::vector<Words>& languages() {
  // The second to the last: German, French, Polish, Greek, Russian, Japanese, Arabic, Hindi.
  static const std::vector<Words> kLanguages = {
      split("the of and to a in is that for it as with are on this by learning design agile team "
            "customer product people process knowledge skills teacher student lesson software meeting "
            "question answer world language culture office doctor appointment home animal market "
            "development environment resource opportunity creation example category task course video "
            "story slide picture message science art school field image reference definition "
            "instructional common cognitive social medical functional external important different new "
            "early useful clear possible general available traditional provides describes helps becomes "
            "means asks supports improves designed deployed released organized illustrated introduced "
            "identified performed when because although often usually between without towards mother "
            "daughter family woman child smile book library contract document signature typewriter "
            "journalism summary headline paragraph water energy river mountain health travel music "
            "kitchen"),
      split("die Übung für größere Gespräche über Schüler hört müssen Straße Prüfung und der Bücher weiß "
            "schließlich während Lösung Maß nächste Jahr Fuß ähnlich zurück"),
      split("été déjà leçon élève à être où garçon une idée très cœur façon Noël théorie l’école après "
            "âge forêt même sûr préféré naïve dès"),
      split("zażółć gęślą jaźń dzień książka łódź więcej szkoła źródło ćwiczenie się między pytań święto "
            "żółw ogród"),
      split("μάθηση και το σχέδιο γλώσσα είναι ερώτηση κόσμος μια ιδέα τέχνη στο σχολείο βιβλίο ημέρα "
            "νερό"),
      split("урок и знание в школа для вопрос ответ пример ученик язык книга время почти объект ёлка"),
      split("学習 設計 教師は 学生 質問に 答える 世界 言語 例えば 時間 本を 読む 図書館 写真 新しい 日本語"),
      split("التعلم في تصميم من المدرسة كتاب سؤال جديد العالم على لغة مثال معلم طالب وقت ماء"),
      split("सीखना और भाषा में शिक्षक छात्र प्रश्न उत्तर पुस्तक नया समय के लिए विद्यालय उदाहरण पानी")};
  return kLanguages;
}

const Words& odd_pieces() {
  static const Words kOddPieces = split(
      R"(\n|\r\n|\t|\"so to speak\"|C:\\temp\\|and\/or|caf\u00e9|\u00C9t\u00e9|\ud83d\ude80|\uD83E\uDD14|)"
      R"(\u2028|\u001f|\\\"|🙂|👩‍🏫|“war of paradigms”|)"
      "\u200bid\u200b|e\u0301|"
      R"(}{|[1]|{\"id\":|],|// no comment|R&D|(Koper, 2006; p. 527)|3 · 4 ≠ 5)",
      '|');
  return kOddPieces;
}

}  // namespace headgate::sample
