import JSON
import Testing

/// The look for one member of a text that was refused.
struct JSONScanTests {
  @Test(
    arguments: [
      (#"{"id":7,"a":1,"a":2}"#, 7), (#"{"a":{"x":1,"x":2},"id":"x"}"#, "x"),
      (#"{"a":1e400, "id" : "é\n" , "b":1}"#, "é\n"), (#"{"a":9223372036854775808,"id":1.0}"#, 1),
      (#"{"a":"\ud800","id":null}"#, nil), (#"{"id":-0,"a":1,"a":1}"#, 0),
      (#"{"\u0069d":3,"a":1,"a":1}"#, 3), (#"{"a":[[]],"id":true,"b":{},"b":{}}"#, true),
      (#"{"x":{"id":1},"id":2,"y":[{"id":3}],"x":0}"#, 2), (#"{"id":5}"#, 5),
      (
        " {\"id\":1,\"a\":\(String(repeating: "[", count: 10_000))1"
          + "\(String(repeating: "]", count: 10_000))}", 1
      ),
      (
        "{\"a\":\(String(repeating: "{\"id\":", count: 10_000))1"
          + "\(String(repeating: "}", count: 10_000)),\"id\":2}", 2
      ),
    ] as [(String, JSONValue)])
  func found(text: String, id: JSONValue) {
    #expect(JSONScan.topLevelMember("id", in: Array(text.utf8)) == id)
  }

  @Test(
    arguments: [
      "", "1", "[]", #"["id",1]"#, #"[{"id":1}]"#, "{}", #"{"ID":1}"#, #"{"a":{"id":1}}"#,
      #"{"a":["id",1]}"#, #"{"id":1,"id":1}"#, #"{"id":1,"a":0,"i\u0064":2}"#, #"{"id":{},"a":1}"#,
      #"{"id":[1],"a":1}"#, #"{"id":1e400}"#, #"{"id":9223372036854775808}"#, #"{"id":"\ud800"}"#,
      #"{"id":1,}"#, #"{"id":1"#, #"{"id":1}x"#, #"{"id":}"#, #"{"id":1,"a":"#,
      #"{"a":"id","b":1}"#,
      "{\"id\":1,\"a\":\"\u{0}\"}",
    ])
  func notFoundForCertain(text: String) {
    #expect(JSONScan.topLevelMember("id", in: Array(text.utf8)) == nil)
  }

  @Test func endlessNestingIsNoMatter() {
    let bytes =
      Array(#"{"id":1,"a":"#.utf8) + [UInt8](repeating: UInt8(ascii: "["), count: 1_000_000)
    #expect(JSONScan.topLevelMember("id", in: bytes) == nil)
  }
}
