import JSON
import Testing

struct JSONValueTests {
  @Test func numbersHaveOneForm() {
    #expect(JSONValue(1.0) == .integer(1))
    #expect(JSONValue(-0.0) == .integer(0))
    #expect(JSONValue(1.5) == .double(1.5))
    #expect(JSONValue(9_223_372_036_854_775_808.0) == .double(9_223_372_036_854_775_808))
    #expect(JSONValue(-9_223_372_036_854_775_808.0) == .integer(.min))
    let literal: JSONValue = 2.0
    #expect(literal == 2)
    #expect(literal.hashValue == JSONValue.integer(2).hashValue)
  }

  @Test func kindsAreKeptApart() {
    #expect(JSONValue.bool(true) != .integer(1))
    #expect(JSONValue.string("1") != .integer(1))
    #expect(JSONValue.null != .bool(false))
    #expect(JSONValue.bool(true).number == nil)
    #expect(JSONValue.double(1.5).integer == nil)
    #expect(JSONValue.integer(1).number == 1)
  }

  @Test func membersAreReadAndWritten() {
    var value: JSONValue = ["a": ["b": [1, 2]], "n": nil]
    #expect(value["a"]?["b"]?[1] == 2)
    #expect(value["a"]?["b"]?[2] == nil)
    #expect(value["n"] == .some(.null))
    #expect(value["x"] == nil)
    value["x"] = true
    value["a"] = nil
    #expect(value == ["n": nil, "x": true])
    var array: JSONValue = [1]
    array["x"] = 1
    #expect(array == [1])
  }

  @Test(
    arguments: [
      (nil, "null"), (true, "boolean"), (1, "integer"), (1.0, "integer"), (1.5, "number"),
      ("", "string"), ([], "array"), ([:], "object"),
    ] as [(JSONValue, String)])
  func typeName(value: JSONValue, name: String) {
    #expect(value.typeName == name)
  }
}
