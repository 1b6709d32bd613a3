import JSON

/// The 2020-12 meta-schema and its vocabularies, which are always known.
///
/// Their titles and comments are left out: they change nothing that is checked.
/// https://json-schema.org/draft/2020-12/schema
enum MetaSchemas {
  private static let prefix = "https://json-schema.org/draft/2020-12/"

  /// The document at `uri`; nil where it is none of them.
  static func document(at uri: String) throws(SchemaError) -> JSONValue? {
    guard uri.hasPrefix(prefix), let text = texts[String(uri.dropFirst(prefix.count))] else {
      return nil
    }
    do {
      return try JSONValue.parse(text)
    } catch {
      throw SchemaError(pointer: uri + "#", message: "the built-in meta-schema: \(error.message)")
    }
  }

  private static let texts: [String: String] = [
    "schema": dialect, "meta/core": core, "meta/applicator": applicator,
    "meta/unevaluated": unevaluated, "meta/validation": validation, "meta/meta-data": metaData,
    "meta/format-annotation": format("format-annotation"),
    "meta/format-assertion": format("format-assertion"), "meta/content": content,
  ]

  private static let dialect = """
    {"$schema": "https://json-schema.org/draft/2020-12/schema",
     "$id": "https://json-schema.org/draft/2020-12/schema",
     "$vocabulary": {
       "https://json-schema.org/draft/2020-12/vocab/core": true,
       "https://json-schema.org/draft/2020-12/vocab/applicator": true,
       "https://json-schema.org/draft/2020-12/vocab/unevaluated": true,
       "https://json-schema.org/draft/2020-12/vocab/validation": true,
       "https://json-schema.org/draft/2020-12/vocab/meta-data": true,
       "https://json-schema.org/draft/2020-12/vocab/format-annotation": true,
       "https://json-schema.org/draft/2020-12/vocab/content": true},
     "$dynamicAnchor": "meta",
     "allOf": [{"$ref": "meta/core"}, {"$ref": "meta/applicator"}, {"$ref": "meta/unevaluated"},
       {"$ref": "meta/validation"}, {"$ref": "meta/meta-data"},
       {"$ref": "meta/format-annotation"}, {"$ref": "meta/content"}],
     "type": ["object", "boolean"],
     "properties": {
       "definitions": {
         "type": "object", "additionalProperties": {"$dynamicRef": "#meta"}, "deprecated": true,
         "default": {}},
       "dependencies": {
         "type": "object",
         "additionalProperties": {
           "anyOf": [{"$dynamicRef": "#meta"}, {"$ref": "meta/validation#/$defs/stringArray"}]},
         "deprecated": true, "default": {}},
       "$recursiveAnchor": {"$ref": "meta/core#/$defs/anchorString", "deprecated": true},
       "$recursiveRef": {"$ref": "meta/core#/$defs/uriReferenceString", "deprecated": true}}}
    """

  private static let core = """
    {"$schema": "https://json-schema.org/draft/2020-12/schema",
     "$id": "https://json-schema.org/draft/2020-12/meta/core",
     "$dynamicAnchor": "meta",
     "type": ["object", "boolean"],
     "properties": {
       "$id": {"$ref": "#/$defs/uriReferenceString", "pattern": "^[^#]*#?$"},
       "$schema": {"$ref": "#/$defs/uriString"},
       "$ref": {"$ref": "#/$defs/uriReferenceString"},
       "$anchor": {"$ref": "#/$defs/anchorString"},
       "$dynamicRef": {"$ref": "#/$defs/uriReferenceString"},
       "$dynamicAnchor": {"$ref": "#/$defs/anchorString"},
       "$vocabulary": {
         "type": "object", "propertyNames": {"$ref": "#/$defs/uriString"},
         "additionalProperties": {"type": "boolean"}},
       "$comment": {"type": "string"},
       "$defs": {"type": "object", "additionalProperties": {"$dynamicRef": "#meta"}}},
     "$defs": {
       "anchorString": {"type": "string", "pattern": "^[A-Za-z_][-A-Za-z0-9._]*$"},
       "uriString": {"type": "string", "format": "uri"},
       "uriReferenceString": {"type": "string", "format": "uri-reference"}}}
    """

  private static let applicator = """
    {"$schema": "https://json-schema.org/draft/2020-12/schema",
     "$id": "https://json-schema.org/draft/2020-12/meta/applicator",
     "$dynamicAnchor": "meta",
     "type": ["object", "boolean"],
     "properties": {
       "prefixItems": {"$ref": "#/$defs/schemaArray"},
       "items": {"$dynamicRef": "#meta"},
       "contains": {"$dynamicRef": "#meta"},
       "additionalProperties": {"$dynamicRef": "#meta"},
       "properties": {"$ref": "#/$defs/schemaMap"},
       "patternProperties": {"$ref": "#/$defs/schemaMap", "propertyNames": {"format": "regex"}},
       "dependentSchemas": {"$ref": "#/$defs/schemaMap"},
       "propertyNames": {"$dynamicRef": "#meta"},
       "if": {"$dynamicRef": "#meta"},
       "then": {"$dynamicRef": "#meta"},
       "else": {"$dynamicRef": "#meta"},
       "allOf": {"$ref": "#/$defs/schemaArray"},
       "anyOf": {"$ref": "#/$defs/schemaArray"},
       "oneOf": {"$ref": "#/$defs/schemaArray"},
       "not": {"$dynamicRef": "#meta"}},
     "$defs": {
       "schemaArray": {"type": "array", "minItems": 1, "items": {"$dynamicRef": "#meta"}},
       "schemaMap": {
         "type": "object", "additionalProperties": {"$dynamicRef": "#meta"}, "default": {}}}}
    """

  private static let unevaluated = """
    {"$schema": "https://json-schema.org/draft/2020-12/schema",
     "$id": "https://json-schema.org/draft/2020-12/meta/unevaluated",
     "$dynamicAnchor": "meta",
     "type": ["object", "boolean"],
     "properties": {
       "unevaluatedItems": {"$dynamicRef": "#meta"},
       "unevaluatedProperties": {"$dynamicRef": "#meta"}}}
    """

  private static let validation = """
    {"$schema": "https://json-schema.org/draft/2020-12/schema",
     "$id": "https://json-schema.org/draft/2020-12/meta/validation",
     "$dynamicAnchor": "meta",
     "type": ["object", "boolean"],
     "properties": {
       "type": {
         "anyOf": [
           {"$ref": "#/$defs/simpleTypes"},
           {"type": "array", "items": {"$ref": "#/$defs/simpleTypes"}, "minItems": 1,
             "uniqueItems": true}]},
       "const": true,
       "enum": {"type": "array", "items": true},
       "multipleOf": {"type": "number", "exclusiveMinimum": 0},
       "maximum": {"type": "number"},
       "exclusiveMaximum": {"type": "number"},
       "minimum": {"type": "number"},
       "exclusiveMinimum": {"type": "number"},
       "maxLength": {"$ref": "#/$defs/count"},
       "minLength": {"$ref": "#/$defs/countFromZero"},
       "pattern": {"type": "string", "format": "regex"},
       "maxItems": {"$ref": "#/$defs/count"},
       "minItems": {"$ref": "#/$defs/countFromZero"},
       "uniqueItems": {"type": "boolean", "default": false},
       "maxContains": {"$ref": "#/$defs/count"},
       "minContains": {"$ref": "#/$defs/count", "default": 1},
       "maxProperties": {"$ref": "#/$defs/count"},
       "minProperties": {"$ref": "#/$defs/countFromZero"},
       "required": {"$ref": "#/$defs/stringArray"},
       "dependentRequired": {
         "type": "object", "additionalProperties": {"$ref": "#/$defs/stringArray"}}},
     "$defs": {
       "count": {"type": "integer", "minimum": 0},
       "countFromZero": {"$ref": "#/$defs/count", "default": 0},
       "simpleTypes": {
         "enum": ["array", "boolean", "integer", "null", "number", "object", "string"]},
       "stringArray": {
         "type": "array", "items": {"type": "string"}, "uniqueItems": true, "default": []}}}
    """

  private static let metaData = """
    {"$schema": "https://json-schema.org/draft/2020-12/schema",
     "$id": "https://json-schema.org/draft/2020-12/meta/meta-data",
     "$dynamicAnchor": "meta",
     "type": ["object", "boolean"],
     "properties": {
       "title": {"type": "string"},
       "description": {"type": "string"},
       "default": true,
       "deprecated": {"type": "boolean", "default": false},
       "readOnly": {"type": "boolean", "default": false},
       "writeOnly": {"type": "boolean", "default": false},
       "examples": {"type": "array", "items": true}}}
    """

  private static func format(_ vocabulary: String) -> String {
    """
    {"$schema": "https://json-schema.org/draft/2020-12/schema",
     "$id": "https://json-schema.org/draft/2020-12/meta/\(vocabulary)",
     "$dynamicAnchor": "meta",
     "type": ["object", "boolean"],
     "properties": {"format": {"type": "string"}}}
    """
  }

  private static let content = """
    {"$schema": "https://json-schema.org/draft/2020-12/schema",
     "$id": "https://json-schema.org/draft/2020-12/meta/content",
     "$dynamicAnchor": "meta",
     "type": ["object", "boolean"],
     "properties": {
       "contentEncoding": {"type": "string"},
       "contentMediaType": {"type": "string"},
       "contentSchema": {"$dynamicRef": "#meta"}}}
    """
}
