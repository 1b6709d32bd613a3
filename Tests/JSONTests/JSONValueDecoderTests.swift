import JSON
import Testing

struct JSONValueDecoderTests {
  struct Everything: Decodable, Equatable {
    let bool: Bool
    let int: Int
    let int64: Int64
    let byte: UInt8
    let double: Double
    let string: String
    let list: [String]
    let map: [String: Int]
    let nested: Nested
    let nests: [Nested]
    let optional: String?
    let missing: Int?
    let kind: Kind
    let any: JSONValue
  }
  struct Nested: Decodable, Equatable { let value: JSONValue? }
  enum Kind: String, Decodable { case one, two }

  private let everything: JSONValue = [
    "bool": true, "int": -3, "int64": 9_223_372_036_854_775_807, "byte": 255, "double": 1,
    "string": "é", "list": ["a", "b"], "map": ["x": 1], "nested": ["value": [1, 1.5, ["a": nil]]],
    "nests": [[:], ["value": 1]], "optional": nil, "kind": "two", "any": [true, 1],
    "unasked": 1,
  ]

  @Test func everyKindOfMember() throws {
    let decoded = try JSONValueDecoder().decode(Everything.self, from: everything)
    #expect(
      decoded
        == Everything(
          bool: true, int: -3, int64: .max, byte: 255, double: 1, string: "é", list: ["a", "b"],
          map: ["x": 1], nested: Nested(value: [1, 1.5, ["a": nil]]),
          nests: [Nested(value: nil), Nested(value: 1)], optional: nil, missing: nil, kind: .two,
          any: [true, 1]))
  }

  @Test func anOptionalValueTellsNullFromAbsent() throws {
    let decoder = JSONValueDecoder()
    #expect(try decoder.decode(Nested.self, from: [:]).value == nil)
    #expect(try decoder.decode(Nested.self, from: ["value": nil]).value == .some(.null))
  }

  @Test func valuesThemselves() throws {
    let decoder = JSONValueDecoder()
    #expect(try decoder.decode(JSONValue.self, from: everything) == everything)
    #expect(try decoder.decode([JSONValue].self, from: [1, nil, true]) == [1, nil, true])
    #expect(try decoder.decode([String: JSONValue].self, from: ["a": 1.5]) == ["a": 1.5])
    #expect(try decoder.decode(Int.self, from: 1.0) == 1)
    #expect(try decoder.decode(Int?.self, from: nil) == nil)
    #expect(try decoder.decode([Int?].self, from: [1, nil]) == [1, nil])
    #expect(try decoder.decode(Double.self, from: 3) == 3)
    #expect(try decoder.decode(Kind.self, from: "one") == .one)
  }

  @Test(
    arguments: [
      ("bool", 1, "/bool", "`bool` must be a boolean, not an integer"),
      ("int", 1.5, "/int", "`int` must be a whole number, not a number"),
      ("int", "1", "/int", "`int` must be a whole number, not a string"),
      ("int", true, "/int", "`int` must be a whole number, not a boolean"),
      ("byte", 256, "/byte", "`byte` must be between 0 and 255, not 256"),
      ("byte", -1, "/byte", "`byte` must be between 0 and 255, not -1"),
      ("double", "x", "/double", "`double` must be a number, not a string"),
      ("string", nil, "/string", "`string` must be a string, not null"),
      ("list", [:], "/list", "`list` must be an array, not an object"),
      ("list", ["a", 1], "/list/1", "the element 1 must be a string, not an integer"),
      ("map", ["x": []], "/map/x", "`x` must be a whole number, not an array"),
      ("nested", [], "/nested", "`nested` must be an object, not an array"),
      ("nests", [[:], 1], "/nests/1", "the element 1 must be an object, not an integer"),
      ("optional", 1, "/optional", "`optional` must be a string, not an integer"),
    ] as [(String, JSONValue, String, String)])
  func wrongMember(name: String, value: JSONValue, pointer: String, message: String) {
    var damaged = everything
    damaged[name] = value
    expectFailure(of: damaged, pointer, message)
  }

  @Test func missingMember() {
    var damaged = everything
    damaged["string"] = nil
    expectFailure(of: damaged, "", "`string` is missing")
  }

  @Test func errorsOfTheStandardLibraryKeepTheirPlace() {
    var damaged = everything
    damaged["kind"] = "three"
    expectFailure(of: damaged, "/kind", "Cannot initialize Kind from invalid String value three")
  }

  @Test func wrongWhole() {
    expectFailure(of: [], "", "the value must be an object, not an array")
  }

  private func expectFailure(of value: JSONValue, _ pointer: String, _ message: String) {
    #expect(throws: JSONDecodingError(pointer: pointer, message: message)) {
      try JSONValueDecoder().decode(Everything.self, from: value)
    }
  }

  struct Strange: Error, CustomStringConvertible { let description = "strange" }
  struct Own: Decodable {
    let first: Int
    let second: Int

    enum Keys: CodingKey { case list, inner, absent }

    init(from decoder: any Decoder) throws {
      let object = try decoder.container(keyedBy: Keys.self)
      guard !object.contains(.absent) else { throw Strange() }
      var list = try object.nestedUnkeyedContainer(forKey: .list)
      first = try list.decode(Int.self)
      let inner = try object.nestedContainer(keyedBy: Keys.self, forKey: .inner)
      second = try inner.decode(Int.self, forKey: .list)
      _ = try list.decode(Int.self)
    }
  }

  @Test func initializersWrittenByHand() throws {
    let decoder = JSONValueDecoder()
    let own = try decoder.decode(Own.self, from: ["list": [1, 2], "inner": ["list": 3]])
    #expect(own.first == 1 && own.second == 3)
    #expect(throws: JSONDecodingError(pointer: "", message: "strange")) {
      try decoder.decode(Own.self, from: ["absent": 1])
    }
    #expect(
      throws: JSONDecodingError(
        pointer: "/list", message: "the array is too short: there is no element 1")
    ) { try decoder.decode(Own.self, from: ["list": [1], "inner": ["list": 3]]) }
  }

  @Test func theRecorderLearnsWhatTheTopObjectIsAskedFor() throws {
    let recorder = KeyRecorder()
    let decoder = JSONValueDecoder(recorder: recorder)
    #expect(recorder.names.isEmpty)
    _ = try decoder.decode(Everything.self, from: everything)
    #expect(
      recorder.names == [
        "bool", "int", "int64", "byte", "double", "string", "list", "map", "nested", "nests",
        "optional", "missing", "kind", "any",
      ])
  }

  @Test func theRecorderLearnsFromContainersOpenedByHand() throws {
    let recorder = KeyRecorder()
    _ = try JSONValueDecoder(recorder: recorder)
      .decode(Own.self, from: ["list": [1, 2], "inner": ["list": 3]])
    #expect(recorder.names == ["absent", "list", "inner"])
  }
}
