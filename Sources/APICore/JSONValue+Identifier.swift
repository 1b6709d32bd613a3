import JSON

extension JSONValue {
  /// An ID, which the service writes as a string or as a number.
  public var identifier: String? { string ?? integer.map(String.init) }
}
