/// The formats that can be asserted.
enum Format: String, Sendable {
  case uuid

  var phrase: String { "a UUID" }

  func accepts(_ text: String) -> Bool { true }
}
