import APICore
import JSON

/// The colors that a List may be given; the API calls them its status.
///
/// `red` and `yellow` as recorded or reported with their value; the service refuses any other text
/// than its own names, which are those of its palette.
enum ListColor: String, CaseIterable {
  case red, orange, yellow, green, blue, purple, pink, brown, grey

  init(named name: String) throws(APIError) {
    guard let color = ListColor(rawValue: name.lowercased()) else {
      throw Refusal.listColorUnknown(name, known: Self.allCases.map(\.rawValue))
    }
    self = color
  }

  var value: String {
    switch self {
    case .red: "#d33d44"
    case .orange: "#e16b16"
    case .yellow: "#f8ae00"
    case .green: "#008844"
    case .blue: "#1090e0"
    case .purple: "#5f55ee"
    case .pink: "#ee5e99"
    case .brown: "#aa8d80"
    case .grey: "#87909e"
    }
  }

  var json: JSONValue {
    ["status": .string(rawValue), "color": .string(value), "hide_label": true]
  }
}
