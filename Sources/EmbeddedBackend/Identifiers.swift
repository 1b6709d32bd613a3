import APICore
import SQLite

/// Draws identifiers that look like ClickUp's, and draws again where one is taken.
///
/// Lengths and prefixes are those of the recorded answers.
struct Identifiers {
  let source: any IDSource
  let connection: Connection

  func workspace() throws(SQLiteError) -> Int64 {
    try fresh("SELECT 1 FROM workspaces WHERE id = ?", digits(prefix: 9015, count: 7))
  }

  func user() throws(SQLiteError) -> Int64 {
    try fresh("SELECT 1 FROM users WHERE id = ?", digits(prefix: 2, count: 8))
  }

  func space() throws(SQLiteError) -> Int64 {
    try fresh("SELECT 1 FROM spaces WHERE id = ?", digits(prefix: 9015, count: 7))
  }

  func folder() throws(SQLiteError) -> Int64 {
    try fresh("SELECT 1 FROM folders WHERE id = ?", digits(prefix: 9015, count: 8))
  }

  func list() throws(SQLiteError) -> Int64 {
    try fresh("SELECT 1 FROM lists WHERE id = ?", digits(prefix: 9015, count: 8))
  }

  func comment() throws(SQLiteError) -> Int64 {
    try fresh("SELECT 1 FROM comments WHERE id = ?", digits(prefix: 90150, count: 9))
  }

  /// 19 digits that 64 bits hold.
  func timeEntry() throws(SQLiteError) -> Int64 {
    try fresh("SELECT 1 FROM time_entries WHERE id = ?", digits(prefix: 49, count: 17))
  }

  /// Nine characters as in `86c7uj37p`; the third is a letter, so that none reads as a number.
  func task() throws(SQLiteError) -> String {
    try fresh("SELECT 1 FROM tasks WHERE id = ?") {
      "86" + characters(1, of: Self.letters) + characters(6, of: Self.lettersAndDigits)
    }
  }

  /// `p90159451300_DCnaeiSB`: where the status is defined, then eight characters.
  func status(definedIn scope: StatusScope) throws(SQLiteError) -> String {
    try fresh("SELECT 1 FROM statuses WHERE id = ?") {
      "\(scope.identifierPrefix)_" + characters(8, of: Self.anyCase)
    }
  }

  /// A random UUID (version 4), as Custom Fields and their options carry.
  func uuid() -> String {
    var bytes = withUnsafeBytes(of: (source.next(), source.next())) { Array($0) }
    bytes[6] = bytes[6] & 0x0F | 0x40  // version 4 and variant 10, RFC 9562 section 5.4
    bytes[8] = bytes[8] & 0x3F | 0x80
    return Self.text(ofUUID: bytes)
  }

  static func text(ofUUID bytes: [UInt8]) -> String {
    var text = ""
    for (index, byte) in bytes.enumerated() {
      if [4, 6, 8, 10].contains(index) { text += "-" }
      text += String(byte >> 4, radix: 16) + String(byte & 0x0F, radix: 16)
    }
    return text
  }

  private static let letters = Array("abcdefghijklmnopqrstuvwxyz")
  private static let lettersAndDigits = Array("0123456789") + letters
  private static let anyCase = lettersAndDigits + Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ")

  private func characters(_ count: Int, of alphabet: [Character]) -> String {
    var number = source.next()
    var text = ""
    for _ in 0..<count {
      text.append(alphabet[Int(number % UInt64(alphabet.count))])
      number /= UInt64(alphabet.count)
    }
    return text
  }

  /// `prefix` followed by `count` random digits.
  private func digits(prefix: Int64, count: Int) -> () -> Int64 {
    let power = (0..<count).reduce(Int64(1)) { power, _ in power * 10 }
    return { prefix * power + Int64(source.next() % UInt64(power)) }
  }

  private func fresh(_ taken: String, _ draw: () -> Int64) throws(SQLiteError) -> Int64 {
    try fresh(taken, draw, as: SQLValue.integer)
  }

  private func fresh(_ taken: String, _ draw: () -> String) throws(SQLiteError) -> String {
    try fresh(taken, draw, as: SQLValue.text)
  }

  private func fresh<ID>(_ taken: String, _ draw: () -> ID, as value: (ID) -> SQLValue)
    throws(SQLiteError) -> ID
  {
    var id = draw()
    while try connection.row(taken, [value(id)], read: { _ in true }) != nil { id = draw() }
    return id
  }
}
