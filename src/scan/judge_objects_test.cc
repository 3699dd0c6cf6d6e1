// SPDX-License-Identifier: Apache-2.0
// What the members of an object have to be.
#include "scan/judge_test_support.h"

namespace headgate {
namespace {

using scan_test::expect_judged;

TEST(JudgeObjects, Properties) {
  expect_judged(
      R"(
properties:
  a: {type: string}
  b/c~d:
    properties:
      e: {type: integer}
)",
      {{"{}"},
       {R"({"a":"x","b/c~d":{"e":1}})"},
       {"[1]"},
       {R"({"f":5})"},
       {R"({"a":1,"b/c~d":{"e":"x"}})",
        {"type /a | /properties/a/type | string | integer 1 | 2: type: string",
         R"(type /b~1c~0d/e | /properties/b~1c~0d/properties/e/type | integer | string "x" | 5: type: integer)"}},
       {R"({"\u0061":1})", {"type /a | /properties/a/type | string | integer 1 | 2: type: string"}}});
}

TEST(JudgeObjects, Required) {
  expect_judged("required: [a, b/c]",
                {{R"({"a":null,"b/c":0})"},
                 {R"({"\u0061":1,"b/c":2})"},
                 {"[[]]"},
                 {R"("a")"},
                 {R"({"b":1})",
                  {"required /a | /required | a value | nothing | 1: required: [a, b/c]",
                   "required /b~1c | /required | a value | nothing | 1: required: [a, b/c]"}}});
  expect_judged(
      R"(
properties:
  x: {required: [a]}
)",
      {{"{}"},
       {R"({"x":1})"},
       {R"({"x":{}})", {"required /x/a | /properties/x/required | a value | nothing | 2: required: [a]"}}});
  expect_judged("required: []", {{"{}"}});
}

TEST(JudgeObjects, RequiredBeyondTheFirst64Names) {
  expect_judged(
      "required: [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19, "
      "m20, m21, m22, m23, m24, m25, m26, m27, m28, m29, m30, m31, m32, m33, m34, m35, m36, m37, m38, m39, "
      "m40, m41, m42, m43, m44, m45, m46, m47, m48, m49, m50, m51, m52, m53, m54, m55, m56, m57, m58, m59, "
      "m60, m61, m62, m63, m64, m65, m66, m67, m68, m69]",
      {{R"({"m0":0,"m1":1,"m2":2,"m3":3,"m4":4,"m5":5,"m6":6,"m7":7,"m8":8,"m9":9,"m10":10,"m11":11,"m12":12,"m13":13,"m14":14,"m15":15,"m16":16,"m17":17,"m18":18,"m19":19,"m20":20,"m21":21,"m22":22,"m23":23,"m24":24,"m25":25,"m26":26,"m27":27,"m28":28,"m29":29,"m30":30,"m31":31,"m32":32,"m33":33,"m34":34,"m35":35,"m36":36,"m37":37,"m38":38,"m39":39,"m40":40,"m41":41,"m42":42,"m43":43,"m44":44,"m45":45,"m46":46,"m47":47,"m48":48,"m49":49,"m50":50,"m51":51,"m52":52,"m53":53,"m54":54,"m55":55,"m56":56,"m57":57,"m58":58,"m59":59,"m60":60,"m61":61,"m62":62,"m63":63,"m64":64,"m65":65,"m66":66,"m67":67,"m68":68})",
        {"required /m69 | /required | a value | nothing | 1: required: [m0, m1, m2, m3, m4, m5, m6, m7, m8, "
         "m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19, m20, m21, m22, m23, m24, m25,…"}},
       {R"({"m0":0,"m1":1,"m2":2,"m3":3,"m4":4,"m5":5,"m6":6,"m7":7,"m8":8,"m9":9,"m10":10,"m11":11,"m12":12,"m13":13,"m14":14,"m15":15,"m16":16,"m17":17,"m18":18,"m19":19,"m20":20,"m21":21,"m22":22,"m23":23,"m24":24,"m25":25,"m26":26,"m27":27,"m28":28,"m29":29,"m30":30,"m31":31,"m32":32,"m33":33,"m34":34,"m35":35,"m36":36,"m37":37,"m38":38,"m39":39,"m40":40,"m41":41,"m42":42,"m43":43,"m44":44,"m45":45,"m46":46,"m47":47,"m48":48,"m49":49,"m50":50,"m51":51,"m52":52,"m53":53,"m54":54,"m55":55,"m56":56,"m57":57,"m58":58,"m59":59,"m60":60,"m61":61,"m62":62,"m63":63,"m64":64,"m65":65,"m66":66,"m67":67,"m68":68,"m69":69})"},
       {R"({"m1":1,"m2":2,"m3":3,"m4":4,"m5":5,"m6":6,"m7":7,"m8":8,"m9":9,"m10":10,"m11":11,"m12":12,"m13":13,"m14":14,"m15":15,"m16":16,"m17":17,"m18":18,"m19":19,"m20":20,"m21":21,"m22":22,"m23":23,"m24":24,"m25":25,"m26":26,"m27":27,"m28":28,"m29":29,"m30":30,"m31":31,"m32":32,"m33":33,"m34":34,"m35":35,"m36":36,"m37":37,"m38":38,"m39":39,"m40":40,"m41":41,"m42":42,"m43":43,"m44":44,"m45":45,"m46":46,"m47":47,"m48":48,"m49":49,"m50":50,"m51":51,"m52":52,"m53":53,"m54":54,"m55":55,"m56":56,"m57":57,"m58":58,"m59":59,"m60":60,"m61":61,"m62":62,"m63":63,"m64":64,"m65":65,"m66":66,"m67":67,"m69":69})",
        {"required /m0 | /required | a value | nothing | 1: required: [m0, m1, m2, m3, m4, m5, m6, m7, m8, "
         "m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19, m20, m21, m22, m23, m24, m25,…",
         "required /m68 | /required | a value | nothing | 1: required: [m0, m1, m2, m3, m4, m5, m6, m7, m8, "
         "m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19, m20, m21, m22, m23, m24, m25,…"}}});
}

TEST(JudgeObjects, AdditionalProperties) {
  expect_judged(R"(
properties:
  a: true
additionalProperties: false
)",
                {{R"({"a":1})"},
                 {"[2]"},
                 {R"({"a":1,"b~":[2]})",
                  {"additionalProperties /b~0 | /additionalProperties | no other member | [2] | 3: "
                   "additionalProperties: false"}}});
  expect_judged(R"(
properties: {a: true}
additionalProperties: {type: integer}
)",
                {{R"({"a":"x","b":1})"},
                 {R"({"a":1,"b":"x"})",
                  {R"(type /b | /additionalProperties/type | integer | string "x" | 2: type: integer)"}}});
  expect_judged(R"(
required: [a]
additionalProperties: false
)",
                {{R"({"a":1})",
                  {"additionalProperties /a | /additionalProperties | no other member | 1 | 2: "
                   "additionalProperties: false"}}});
  expect_judged(R"(
patternProperties: {^x: true}
additionalProperties: false
)",
                {{R"({"x1":1,"xy":2})"},
                 {R"({"1x":1})",
                  {"additionalProperties /1x | /additionalProperties | no other member | 1 | 2: "
                   "additionalProperties: false"}}});
  expect_judged("additionalProperties: true", {{R"({"a":1})"}});
}

TEST(JudgeObjects, PatternProperties) {
  expect_judged(
      R"(
patternProperties:
  ^n_: {type: integer}
  _t$: {maxLength: 2}
)",
      {{R"({"n_a":1,"b_t":"xy","c":[]})"},
       {R"({"n_t":5})"},
       {R"({"n_a":"x"})",
        {R"(type /n_a | /patternProperties/^n_/type | integer | string "x" | 2: type: integer)"}},
       {R"({"n_t":"xyz"})",
        {R"(type /n_t | /patternProperties/^n_/type | integer | string "xyz" | 2: type: integer)",
         R"(maxLength /n_t | /patternProperties/_t$/maxLength | at most 2 characters | "xyz" | 3: maxLength: 2)"}},
       {R"({"\u006e_a":"x"})",
        {R"(type /n_a | /patternProperties/^n_/type | integer | string "x" | 2: type: integer)"}}});
  expect_judged(R"(
properties: {n_a: {minimum: 5}}
patternProperties: {^n_: {type: integer}}
)",
                {{R"({"n_a":6})"},
                 {R"({"n_a":1.5})",
                  {"minimum /n_a | /properties/n_a/minimum | at least 5 | 1.5 | 1: minimum: 5",
                   "type /n_a | /patternProperties/^n_/type | integer | number with a fraction 1.5 | 2: "
                   "type: integer"}}});
}

TEST(JudgeObjects, PropertyNames) {
  expect_judged(
      "propertyNames: {pattern: '^[a-z]+$', maxLength: 3}",
      {{R"({"abc":1})"},
       {"{}"},
       {R"(["A"])"},
       {R"({"A":1,"abcd":2,"ok":3})",
        {R"(propertyNames /A | /propertyNames | a name that the contract allows | "A" | 1: propertyNames: {pattern: "^[a-z]+$", maxLength: 3})",
         R"(propertyNames /abcd | /propertyNames | a name that the contract allows | "abcd" | 1: propertyNames: {pattern: "^[a-z]+$", maxLength: 3})"}}});
  expect_judged(
      "propertyNames: false",
      {{"{}"},
       {R"({"a":1})",
        {R"(propertyNames /a | /propertyNames | a name that the contract allows | "a" | 1: propertyNames: false)"}}});
}

TEST(JudgeObjects, MinAndMaxProperties) {
  expect_judged(
      R"(
minProperties: 1
maxProperties: 2
)",
      {{R"({"a":1})"},
       {R"({"a":1,"b":2})"},
       {"[]"},
       {"{}", {"minProperties  | /minProperties | at least 1 member | {} | 1: minProperties: 1"}},
       {R"({"a":1,"b":2,"c":3})",
        {R"(maxProperties  | /maxProperties | at most 2 members | {"a":1,"b":2,"c":3} | 2: maxProperties: 2)"}}});
}

TEST(JudgeObjects, DependentRequired) {
  expect_judged(R"(
dependentRequired:
  card: [name, number]
  b: []
)",
                {{"{}"},
                 {R"({"name":1})"},
                 {R"({"card":1,"name":2,"number":3})"},
                 {R"({"b":1})"},
                 {R"(["card"])"},
                 {R"({"card":1})",
                  {"dependentRequired /name | /dependentRequired | a value | nothing | 1: dependentRequired: "
                   "{card: [name, number], b: []}",
                   "dependentRequired /number | /dependentRequired | a value | nothing | 1: "
                   "dependentRequired: {card: [name, number], b: []}"}},
                 {R"({"card":null,"name":1})",
                  {"dependentRequired /number | /dependentRequired | a value | nothing | 1: "
                   "dependentRequired: {card: [name, number], b: []}"}}});
}

TEST(JudgeObjects, DependentSchemas) {
  expect_judged(
      R"(
dependentSchemas:
  card:
    required: [name]
    properties: {name: {type: string}}
  old: false
)",
      {{"{}"},
       {R"({"name":1})"},
       {R"({"card":1,"name":"x"})"},
       {R"({"card":1})",
        {"required /name | /dependentSchemas/card/required | a value | nothing | 3: required: [name]"}},
       {R"({"card":1,"name":2})",
        {"type /name | /dependentSchemas/card/properties/name/type | string | integer 2 | 4: type: string"}},
       {R"({"old":0})", {R"(false  | /dependentSchemas/old | nothing | {"old":0} | 5: false)"}}});
}

}  // namespace
}  // namespace headgate
