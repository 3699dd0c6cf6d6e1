// SPDX-License-Identifier: Apache-2.0
// Where references lead: by pointers, anchors and identifiers, in the document itself, in those of a folder,
// and never to the network.
#include <gmock/gmock.h>

#include "schema/schema_test_support.h"
#include "schema/uri.h"

namespace headgate {
namespace {

using schema_test::compiled;
using schema_test::folder;
using schema_test::refusal;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// Compiles a schema whose members are references, and gives for each the pointer to the schema it leads to.
std::vector<std::string> targets(const std::string& text, const SchemaOptions& options = {}) {
  const Schema schema = compiled(text, options);
  std::vector<std::string> found;
  const Range members = schema.checks[0].properties;
  for (std::uint32_t i = 0; i < members.count; ++i) {
    const Check& member = schema.checks[static_cast<std::size_t>(schema.properties[members.first + i].check)];
    if (member.applicators.count == 0) continue;
    const Applicator& reference = schema.applicators[member.applicators.first];
    EXPECT_EQ(reference.combine, Combine::Ref);
    found.push_back(
        schema.written[static_cast<std::size_t>(schema.branches[reference.branches.first])].pointer);
  }
  return found;
}

TEST(References, ByPointer) {
  EXPECT_THAT(targets(R"(
properties:
  root: {$ref: '#'}
  defs: {$ref: '#/$defs/a'}
  slash: {$ref: '#/$defs/b~1c'}
  tilde: {$ref: '#/$defs/d~0e'}
  space: {$ref: '#/$defs/f%20g'}
  empty: {$ref: '#/$defs/'}
  element: {$ref: '#/allOf/1/not'}
  member: {$ref: '#/properties/root'}
$defs: {a: {}, b/c: {}, d~e: {}, 'f g': {}, '': {}}
allOf: [{}, {not: false}]
)"),
              ElementsAre("", "/$defs/a", "/$defs/b~1c", "/$defs/d~0e", "/$defs/f g", "/$defs/",
                          "/allOf/1/not", "/properties/root"));
}

TEST(References, APlaceThatHoldsNoSchemaBecomesOneByBeingReferredTo) {
  EXPECT_THAT(targets(R"(
properties:
  a: {$ref: '#/examples/0'}
  b: {$ref: '#/default/inside'}
examples: [{type: string}]
default: {inside: {type: integer}}
)"),
              ElementsAre("/examples/0", "/default/inside"));
  EXPECT_THAT(refusal("{properties: {a: {$ref: '#/required/0'}}, required: [x]}"),
              HasSubstr("a schema has to be a map, true or false, here stands \"x\""));
  // What looks like an identifier or an anchor where no schema stands is none.
  EXPECT_EQ(
      refusal("{const: {$id: x, $anchor: y}, enum: [{$id: x, $anchor: y}], properties: {a: {$anchor: y}}}"),
      "it compiles");
}

TEST(References, ByAnchor) {
  EXPECT_THAT(targets(R"(
properties:
  a: {$ref: '#here'}
  b: {$dynamicRef: '#there'}
  c: {$anchor: here}
$defs:
  d: {$dynamicAnchor: there}
)"),
              ElementsAre("/properties/c", "/$defs/d"));
}

TEST(References, ByIdentifier) {
  EXPECT_THAT(targets(R"(
$id: https://example.com/schemas/root
properties:
  relative: {$ref: inner}
  absolute: {$ref: 'https://example.com/schemas/inner'}
  from_host: {$ref: '/schemas/inner'}
  from_above: {$ref: '../schemas/./inner'}
  place: {$ref: 'inner#/items'}
  anchor: {$ref: 'inner#first'}
  urn: {$ref: 'urn:example:x'}
  itself: {$ref: root}
$defs:
  a: {$id: inner, items: {$anchor: first}}
  b: {$id: 'urn:example:x'}
)"),
              ElementsAre("/$defs/a", "/$defs/a", "/$defs/a", "/$defs/a", "/$defs/a/items", "/$defs/a/items",
                          "/$defs/b", ""));
}

TEST(References, CountFromTheResourceTheyStandIn) {
  const Schema schema = compiled(R"(
$defs:
  inner:
    $id: inner
    properties: {a: {$ref: '#/$defs/t'}}
    $defs: {t: {title: the inner one}}
  t: {title: the outer one}
$ref: inner
)");
  std::vector<std::string> titles;
  for (const Written& written : schema.written) {
    if (!written.title.empty()) titles.push_back(written.title);
  }
  EXPECT_THAT(titles, ElementsAre("the inner one"));
}

TEST(References, IntoTheDocumentsOfAFolder) {
  const SchemaOptions options =
      folder({{"address.yaml", "properties: {city: {$anchor: city}}"},
              {"parts/code.yaml", "{$id: 'urn:code', items: {$ref: 'headgate:/address.yaml#city'}}"},
              {"parts/name.yaml", "{$id: names/first, not: {$ref: 'urn:code'}}"},
              {"unused.yaml", "type: string"}});
  const std::string text = R"(
properties:
  whole: {$ref: address.yaml}
  place: {$ref: 'address.yaml#/properties/city'}
  anchor: {$ref: 'address.yaml#city'}
  by_id: {$ref: 'urn:code'}
  by_path: {$ref: parts/code.yaml}
  relative_id: {$ref: parts/names/first}
)";
  EXPECT_THAT(targets(text, options),
              ElementsAre("schemas/address.yaml#", "schemas/address.yaml#/properties/city",
                          "schemas/address.yaml#/properties/city", "schemas/parts/code.yaml#",
                          "schemas/parts/code.yaml#", "schemas/parts/name.yaml#"));
  EXPECT_THAT(compiled(text, options).documents,
              ElementsAre("schemas/address.yaml", "schemas/parts/code.yaml", "schemas/parts/name.yaml"));
  EXPECT_THAT(compiled("{}", options).documents, IsEmpty());
}

TEST(References, ToADocumentByItsIdentifierAndByItsPathAreTheSame) {
  const SchemaOptions options = folder({{"code.yaml", "{$id: 'urn:code', $anchor: whole}"}});
  for (const std::string text :
       {"{properties: {a: {$ref: 'urn:code#whole'}, b: {$ref: 'code.yaml#whole'}}}",
        "{properties: {a: {$ref: 'code.yaml#whole'}, b: {$ref: 'urn:code#whole'}}}"}) {
    EXPECT_THAT(targets(text, options), ElementsAre("schemas/code.yaml#", "schemas/code.yaml#"));
    EXPECT_EQ(compiled(text, options).checks.size(), 4U);
  }
}

TEST(References, NeverToTheNetwork) {
  EXPECT_THAT(
      refusal("{$ref: 'https://example.com/mood.json'}"),
      HasSubstr(
          "s.yaml:1:8: \"https://example.com/mood.json\" names no document that was given; references are "
          "local, or into the folder schemas/ beside the contracts, never to the network"));
  EXPECT_THAT(refusal("{$ref: 'file:///etc/passwd'}"), HasSubstr("names no document that was given"));
  // The standard's own metaschema travels along.
  EXPECT_THAT(targets("{properties: {a: {$ref: 'https://json-schema.org/draft/2020-12/schema'}}}"),
              ElementsAre("https://json-schema.org/draft/2020-12/schema#"));
}

TEST(References, ToNowhereNameWhatIsNear) {
  const std::string defs = "$defs: {mood: {$anchor: mood, enum: [good, bad]}}\n";
  for (const auto& [reference, said] : std::vector<std::pair<std::string, std::string>>{
           {"'#/$defs/moods'",
            "\"#/$defs/moods\" leads to nothing: there is no \"moods\", did you mean \"mood\"?"},
           {"'#/$def/mood'",
            "\"#/$def/mood\" leads to nothing: there is no \"$def\", did you mean \"$defs\"?"},
           {"'#/$defs/mood/enum/2'", "\"#/$defs/mood/enum/2\" leads to nothing: there is no \"2\""},
           {"'#/$defs/mood/enum/00x'", "there is no \"00x\""},
           {"'#/$defs/mood/enum/99999999999999999999'", "there is no \"99999999999999999999\""},
           {"'#modd'", "there is no anchor \"modd\" in headgate:/contract, did you mean \"mood\"?"},
           {"/$defs/mood", "a reference to a place in its own document begins with #: \"#/$defs/mood\""},
           {"'#/$defs/~2'", "\"/$defs/~2\" is no JSON pointer"},
           {"schemas/mod.yaml", "names no document that was given, did you mean \"mood.yaml\"?"},
           {"#/$defs/mood", "a reference has to stand in quotes: from # on the line is a comment"},
           {"[a]", "a reference has to be a text, here stands a list"}}) {
    EXPECT_THAT(refusal(defs + "properties:\n  a:\n    $ref: " + reference, folder({{"mood.yaml", "true"}})),
                testing::AllOf(HasSubstr("s.yaml:4:"), HasSubstr(said)))
        << reference;
  }
}

TEST(References, IdentifiersAndAnchorsHaveToBeUnlike) {
  EXPECT_THAT(refusal("{$defs: {a: {$id: x}, b: {$id: x}}}"),
              HasSubstr("a second schema with the $id \"headgate:/x\""));
  EXPECT_THAT(refusal("{$defs: {a: {$anchor: x}, b: {$dynamicAnchor: x}}}"),
              HasSubstr("a second anchor \"x\""));
  EXPECT_EQ(refusal("{$defs: {a: {$id: a, $anchor: x}, b: {$id: b, $anchor: x}}}"), "it compiles");
  EXPECT_THAT(refusal("{$id: 'a#b'}"), HasSubstr("$id takes no fragment"));
  EXPECT_EQ(refusal("{$id: 'a#'}"), "it compiles");
  for (const std::string wrong : {"''", "1a", "-a", "a b", "a/b", "é"}) {
    EXPECT_THAT(refusal("{$anchor: " + wrong + "}"), HasSubstr("is no anchor")) << wrong;
  }
}

TEST(References, AnAliasMayNotBringASchemaIntoAnotherResource) {
  EXPECT_EQ(refusal("{$defs: {a: &a {type: string}}, properties: {b: *a, c: *a}}"), "it compiles");
  EXPECT_EQ(refusal("{$defs: {a: &a {$id: a}}, properties: {b: *a}}"), "it compiles");
  EXPECT_THAT(
      refusal("{$defs: {a: {$id: a, items: &t {$ref: '#'}}}, properties: {b: *t}}"),
      HasSubstr("s.yaml:1:29: an alias brings this schema into one with another $id: write $ref instead"));
}

TEST(References, DialectsOfOthersAreRefused) {
  EXPECT_EQ(refusal("{$schema: 'https://json-schema.org/draft/2020-12/schema'}"), "it compiles");
  EXPECT_EQ(refusal("{$schema: 'https://json-schema.org/draft/2020-12/schema#'}"), "it compiles");
  EXPECT_THAT(
      refusal("{$schema: 'http://json-schema.org/draft-07/schema#'}"),
      HasSubstr("$schema names the dialect \"http://json-schema.org/draft-07/schema\"; schemas here are"));
  const SchemaOptions ours = folder({{"dialect.yaml", R"(
$id: urn:dialect
$vocabulary: {'https://json-schema.org/draft/2020-12/vocab/applicator': true}
)"},
                                     {"strange.yaml", "$vocabulary: {'urn:strange': true}"}});
  // A dialect without the vocabulary of validation validates nothing.
  EXPECT_EQ(compiled("{$schema: 'urn:dialect', type: string, items: {}}", ours).checks[0].type, types::All);
  EXPECT_THAT(refusal("{$schema: 'headgate:/strange.yaml'}", ours),
              HasSubstr("needs the vocabulary \"urn:strange\", which is not known here"));
}

TEST(References, AreResolvedAsTheStandardOfUrisSays) {
  // RFC 3986, 5.4.1.
  for (const auto& [reference, uri] :
       std::vector<std::pair<std::string, std::string>>{{"g:h", "g:h"},
                                                        {"g", "http://a/b/c/g"},
                                                        {"./g", "http://a/b/c/g"},
                                                        {"g/", "http://a/b/c/g/"},
                                                        {"/g", "http://a/g"},
                                                        {"//g", "http://g"},
                                                        {"?y", "http://a/b/c/d;p?y"},
                                                        {"g?y", "http://a/b/c/g?y"},
                                                        {"#s", "http://a/b/c/d;p?q#s"},
                                                        {"g#s", "http://a/b/c/g#s"},
                                                        {";x", "http://a/b/c/;x"},
                                                        {"", "http://a/b/c/d;p?q"},
                                                        {".", "http://a/b/c/"},
                                                        {"./", "http://a/b/c/"},
                                                        {"..", "http://a/b/"},
                                                        {"../g", "http://a/b/g"},
                                                        {"../..", "http://a/"},
                                                        {"../../g", "http://a/g"},
                                                        {"../../../g", "http://a/g"},
                                                        {"/./g", "http://a/g"},
                                                        {"g;x=1/../y", "http://a/b/c/y"},
                                                        {"g?y/../x", "http://a/b/c/g?y/../x"}}) {
    EXPECT_EQ(resolve_uri("http://a/b/c/d;p?q", reference), uri) << reference;
  }
  EXPECT_EQ(split_fragment("a#b%2Fc%zz"), (std::pair<std::string, std::string>{"a", "b/c%zz"}));
}

}  // namespace
}  // namespace headgate
