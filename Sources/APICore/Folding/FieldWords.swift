import JSON

/// What a Custom Field's value says in words, in which searches look.
///
/// Of dates, check marks, people and related tasks nothing: nobody looks for them by their words.
public enum FieldWords {
  /// - Parameters:
  ///   - type: as the service names it.
  ///   - configuration: the field's `type_config`.
  ///   - value: as tasks show it, or as it is set.
  public static func text(type: String, configuration: JSONValue, value: JSONValue) -> String? {
    let text: String? =
      switch type {
      case "url", "email", "phone", "short_text", "text": value.string
      case "number", "currency": value.string ?? (value.isNull ? nil : value.canonicalString)
      case "drop_down": option(value, in: configuration)
      case "labels":
        value.array?.compactMap { option($0["id"] ?? $0, in: configuration) }
          .joined(separator: ", ")
      case "location": value["formatted_address"]?.string
      default: nil
      }
    return text?.isEmpty == true ? nil : text
  }

  /// An option is named by its ID, and where tasks show it by its place.
  private static func option(_ chosen: JSONValue, in configuration: JSONValue) -> String? {
    let options = configuration["options"]?.array ?? []
    let option =
      options.first { $0["id"] != nil && $0["id"] == chosen }
      ?? chosen.identifier.flatMap { place in
        options.first { $0["orderindex"]?.identifier == place }
      }
    return (option?["name"] ?? option?["label"])?.string
  }
}
