/// IDs in the cells of an export.
///
/// ClickUp's are letters and digits for a task (a custom ID has a hyphen), and a number for a List,
/// a Folder or a Space. What a cell holds beside that would make one thing of several.
enum ExportID {
  /// A task's, without the `#` that views put before it; nil where there is none, or what is there
  /// is not an ID.
  static func task(_ cell: String?) -> String? {
    guard let text = given(cell), let first = text.first, isPart(first), first != "-",
      first != "_", text.allSatisfy({ isPart($0) }), text.contains(where: { $0 != "0" })
    else { return nil }
    // Such a word may be an ID in theory, and none was ever seen.
    return ["none", "nil", "na", "true", "false"].contains(text.lowercased()) ? nil : text
  }

  /// What stands there in its place.
  static func given(_ cell: String?) -> String? {
    ExportCell.text(cell).map { $0.hasPrefix("#") ? String($0.dropFirst()) : $0 }
  }

  private static func isPart(_ character: Character) -> Bool {
    character.isASCII
      && (character.isLetter || character.isNumber || character == "-" || character == "_")
  }

  /// Of a List, a Folder or a Space.
  static func number(_ cell: String?) -> Int64? {
    ExportCell.number(cell).flatMap { $0 > 0 ? $0 : nil }
  }

  /// Whether a spreadsheet read the ID as a number or a date and wrote what it shows of that:
  /// `86e1234567` and `860000000012` both become `8.6E+11`, or the like.
  static func isFromSpreadsheet(_ cell: String?) -> Bool {
    guard let text = given(cell) else { return false }
    let number = #/[0-9]+([.,][0-9]+)?[Ee][+\-][0-9]+|[0-9]+[.,][0-9]+[Ee][0-9]+/#
    let date = #/[0-9]{1,2}-[A-Z][a-z]{2}(-[0-9]{2})?/#
    return text.wholeMatch(of: number) != nil || text.wholeMatch(of: date) != nil
  }
}
