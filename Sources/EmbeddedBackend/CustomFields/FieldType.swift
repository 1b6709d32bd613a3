/// The Custom Field types that the documentation names, by their name on the wire.
///
/// An import may bring others (`rollup`, `signature` …): those are kept and shown as they came, and
/// neither set nor filtered. https://developer.clickup.com/docs/customfields
enum FieldType: String, CaseIterable, Sendable {
  case url
  case dropDown = "drop_down"
  case labels
  case email
  case phone
  case date
  case shortText = "short_text"
  case text
  case checkbox
  case number
  case currency
  case tasks
  /// Tasks of one List.
  case listRelationship = "list_relationship"
  case users
  /// Files.
  case attachment
  /// Holds nothing; setting it to true clicks it.
  case button
  case emoji
  case automaticProgress = "automatic_progress"
  case manualProgress = "manual_progress"
  case location
  case votes
  case formula

  /// How a value is stored beside its JSON, which decides what can be asked of it.
  enum Storage: Sendable {
    /// A string: contains and equals.
    case words
    /// A number: order and range.
    case quantity
    /// One of a few strings: an option, or true and false.
    case choice
    /// A set of identifiers: any and all.
    case elements
    /// Nothing that a filter reads.
    case opaque
  }

  var storage: Storage {
    switch self {
    case .url, .email, .phone, .shortText, .text: .words
    case .date, .number, .currency, .emoji: .quantity
    case .dropDown, .checkbox: .choice
    case .labels, .tasks, .listRelationship, .users, .attachment: .elements
    case .button, .automaticProgress, .manualProgress, .location, .votes, .formula: .opaque
    }
  }

  /// Whether a request may give it a value; the others are worked out by the service.
  var isSettable: Bool {
    switch self {
    case .automaticProgress, .votes, .formula: false
    default: true
    }
  }
}
