/// Takes a text of comma-separated values apart, however its pieces fall.
///
/// RFC 4180 (https://www.rfc-editor.org/rfc/rfc4180), strictly: what follows a closing quote, and a
/// quote that nothing closes, are errors, since every field after them would be another one. Beyond
/// it, as files are: the separator may be another one, CR or LF alone ends a record too, a quote
/// inside an unquoted field is a character, and spaces before an opening quote do not count
/// (ClickUp writes ` "1569"`).
struct CSVParser {
  struct Record: Sendable, Equatable {
    var fields: [String]
    /// Where it begins, from 1.
    let line: Int
  }

  struct Failure: Error, Sendable, Equatable {
    let line: Int
    /// Of the field, from 1.
    let column: Int
    let message: String
  }

  /// What a record may measure at most, so that memory is bounded whatever a file holds.
  struct Limits: Sendable {
    /// In bytes. All comments of a task stand in one field: a thousand of 4 KiB.
    var field = 4 << 20
    /// In bytes: the longest field four times.
    var record = 16 << 20
    /// A sheet of Excel has 16,384 columns.
    var fields = 16_384
  }

  private enum State {
    /// Nothing of the field but spaces was read.
    case begun
    case unquoted, quoted
    /// After a quote that may close the field.
    case closing
  }

  private let separator: UInt8
  private let limits: Limits
  private var state = State.begun
  private var field: [UInt8] = []
  private var fields: [String] = []
  private var size = 0
  /// Of the next byte.
  private var line = 1
  private var recordLine = 1
  private var quoteLine = 1
  private var isAfterCarriageReturn = false
  /// A line without a character is not a record; one that holds `""` is.
  private var isBlank = true

  init(separator: UInt8 = UInt8(ascii: ","), limits: Limits = Limits()) {
    self.separator = separator
    self.limits = limits
  }

  /// The records that end in `bytes`, which go on where the last ones ended, up to what is wrong
  /// there.
  mutating func records(in bytes: some Sequence<UInt8>) -> ([Record], Failure?) {
    var records: [Record] = []
    do throws(Failure) {
      for byte in bytes {
        if let record = try take(byte) { records.append(record) }
      }
    } catch { return (records, error) }
    return (records, nil)
  }

  /// What stands after the last end of a line.
  mutating func last() throws(Failure) -> Record? {
    if state == .quoted {
      throw failure("a quote that opens in line \(quoteLine) is never closed")
    }
    return try endRecord()
  }

  private mutating func take(_ byte: UInt8) throws(Failure) -> Record? {
    let isLineEnd = byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
    let endsCRLF = byte == UInt8(ascii: "\n") && isAfterCarriageReturn
    isAfterCarriageReturn = byte == UInt8(ascii: "\r")
    defer { if isLineEnd, !endsCRLF { line += 1 } }
    if state == .quoted {
      if byte == UInt8(ascii: "\"") { state = .closing } else { try append(byte) }
      return nil
    }
    if isLineEnd {
      // The record ended with the CR.
      guard !endsCRLF else { return nil }
      defer { recordLine = line + 1 }
      return try endRecord()
    }
    isBlank = false
    if byte == separator {
      try endField()
    } else if byte == UInt8(ascii: "\"") {
      try quote()
    } else if state == .closing {
      throw failure("text follows the quote that closes the field; a quote inside is written twice")
    } else {
      if byte != UInt8(ascii: " ") { state = .unquoted }
      try append(byte)
    }
    return nil
  }

  private mutating func quote() throws(Failure) {
    switch state {
    case .begun:
      field.removeAll(keepingCapacity: true)
      quoteLine = line
      state = .quoted
    case .closing:
      try append(UInt8(ascii: "\""))
      state = .quoted
    case .unquoted, .quoted: try append(UInt8(ascii: "\""))
    }
  }

  private mutating func append(_ byte: UInt8) throws(Failure) {
    field.append(byte)
    size += 1
    guard field.count <= limits.field else {
      throw failure("a field of more than \(limits.field) bytes; is a quote missing?")
    }
    guard size <= limits.record else {
      throw failure("a row of more than \(limits.record) bytes; is a quote missing?")
    }
  }

  private mutating func endField() throws(Failure) {
    guard fields.count < limits.fields else {
      throw failure("more than \(limits.fields) columns")
    }
    guard let text = String(validating: field, as: UTF8.self) else {
      throw failure(
        "a field that is not UTF-8; save the file as \"CSV UTF-8\" (Excel), or convert it "
          + "(`iconv -f WINDOWS-1252 -t UTF-8`)")
    }
    fields.append(text)
    field.removeAll(keepingCapacity: true)
    state = .begun
  }

  private mutating func endRecord() throws(Failure) -> Record? {
    defer {
      fields = []
      size = 0
      isBlank = true
    }
    guard !isBlank else { return nil }
    try endField()
    return Record(fields: fields, line: recordLine)
  }

  private func failure(_ message: String) -> Failure {
    Failure(line: line, column: fields.count + 1, message: message)
  }
}
