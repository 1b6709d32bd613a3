import APICore
import JSON

/// A file that is to be imported: answers of the API (JSON), or ClickUp's CSV export of tasks; how
/// it begins tells which.
public struct ImportFile {
  private let file: String
  private let number: Int64
  private let limits: CSVParser.Limits
  private let source: PieceSource

  /// - Parameters:
  ///   - number: how many exports were read before in the same import.
  ///   - next: a piece of the file, nil at its end.
  public init(
    file: String, number: Int, next: @escaping () throws(ImportTextError) -> [UInt8]?
  ) {
    self.init(file: file, number: number, limits: CSVParser.Limits(), next: next)
  }

  init(
    file: String, number: Int, limits: CSVParser.Limits,
    next: @escaping () throws(ImportTextError) -> [UInt8]?
  ) {
    self.file = file
    self.number = Int64(number)
    self.limits = limits
    source = PieceSource(UnicodePieces(file: file, next: next))
  }

  /// Gives everything in the file to `take`, in its order.
  public func read(
    _ take: (ImportPart) throws(ImportTextError) -> Void
  ) throws(ImportTextError) {
    let first = try source.firstLine(limit: limits.record)
    guard first.contains(where: { !PieceSource.blanks.contains($0) }) else {
      throw ImportTextError(file: file, line: nil, message: "the file is empty")
    }
    let namesSeparator = ExportReading.namedSeparator(first) != nil
    if !namesSeparator, PieceSource.beginsJSON(first) || isJSON(first) {
      var text = ImportText(file: file) { () throws(ImportTextError) in try source.next() }
      return try text.read { (value) throws(ImportTextError) in
        try take(ImportPart(content: .value(value)))
      }
    }
    var export = ExportReading(file: file, number: number, limits: limits, begins: first)
    while let piece = try source.next() { try export.read(piece, take) }
    try export.end(take)
  }

  /// A single value: said to be none that is of use.
  private func isJSON(_ line: [UInt8]) -> Bool {
    do throws(JSONReadError) {
      _ = try JSONValue.parse(line)
      return true
    } catch { return false }
  }
}

/// The pieces of a file, which can be looked at before they are read.
private final class PieceSource {
  private var pieces: UnicodePieces
  private var ahead: [[UInt8]] = []

  init(_ pieces: UnicodePieces) { self.pieces = pieces }

  func next() throws(ImportTextError) -> [UInt8]? {
    ahead.isEmpty ? try pieces.next() : ahead.removeFirst()
  }

  static let blanks: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0D]

  /// Whether an object or array of JSON begins so.
  static func beginsJSON(_ line: [UInt8]) -> Bool {
    let first = line.first { !blanks.contains($0) }
    return first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
  }

  /// The first line that is not blank, or its beginning where it is longer than `limit`.
  func firstLine(limit: Int) throws(ImportTextError) -> [UInt8] {
    var line: [UInt8] = []
    while line.count <= limit, let piece = try pieces.next() {
      ahead.append(piece)
      // A value of JSON may be one line of any length.
      if Self.beginsJSON(line) { return line }
      for byte in piece {
        let isEnd = byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
        if isEnd, !line.isEmpty { return line }
        if !isEnd { line.append(byte) }
      }
    }
    return line
  }
}

/// Reads the rows of an export.
private struct ExportReading {
  private let file: String
  private let number: Int64
  private var parser: CSVParser
  /// Whether the first line says no more than what separates.
  private var beginsWithSeparator: Bool
  private var header: ExportHeader?
  private var facts: ExportFacts?
  private var rows = 0
  private var orders: Set<Bool> = []
  private var ambiguous = 0

  init(file: String, number: Int64, limits: CSVParser.Limits, begins line: [UInt8]) {
    self.file = file
    self.number = number
    let named = Self.namedSeparator(line)
    beginsWithSeparator = named != nil
    parser = CSVParser(separator: named ?? Self.separator(in: line), limits: limits)
  }

  /// What Excel and others write before the names: `sep=;`, for which the line has no other use.
  static func namedSeparator(_ line: [UInt8]) -> UInt8? {
    let text = String(decoding: line, as: UTF8.self).trimmingPrefix("\"")
    guard text.lowercased().hasPrefix("sep=") else { return nil }
    let rest = text.utf8.dropFirst(4)
    guard let separator = rest.first, rest.dropFirst().allSatisfy({ " \"".utf8.contains($0) }),
      separator < 0x7F, separator != UInt8(ascii: "\""), separator != UInt8(ascii: " ")
    else { return nil }
    let character = Character(Unicode.Scalar(separator))
    return character.isLetter || character.isNumber ? nil : separator
  }

  /// What stands most often between the names: Excel writes what its language separates lists by.
  private static func separator(in line: [UInt8]) -> UInt8 {
    var counts: [UInt8: Int] = [:]
    var isQuoted = false
    for byte in line {
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      if !isQuoted { counts[byte, default: 0] += 1 }
    }
    let separators = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")]
    return separators.max { counts[$0, default: 0] < counts[$1, default: 0] } ?? separators[0]
  }

  mutating func read(
    _ piece: [UInt8], _ take: (ImportPart) throws(ImportTextError) -> Void
  ) throws(ImportTextError) {
    let (records, error) = parser.records(in: piece)
    for record in records { try read(record, take) }
    if let error { throw failure(error) }
  }

  mutating func end(
    _ take: (ImportPart) throws(ImportTextError) -> Void
  ) throws(ImportTextError) {
    let last: CSVParser.Record?
    do throws(CSVParser.Failure) { last = try parser.last() } catch { throw failure(error) }
    if let last { try read(last, take) }
    guard var facts else { return }
    facts.isDayFirst = orders == [true]
    var remarks: [String: Int] = [:]
    if ambiguous > 0 {
      remarks["dates such as 3/4/2026 that fit two ways, read \(order)"] = ambiguous
    }
    if rows == 0 { remarks["file with names of columns and no tasks"] = 1 }
    try take(ImportPart(content: .end(facts, remarks: remarks)))
  }

  private mutating func read(
    _ record: CSVParser.Record, _ take: (ImportPart) throws(ImportTextError) -> Void
  ) throws(ImportTextError) {
    guard let header, let facts else {
      if beginsWithSeparator {
        beginsWithSeparator = false
        return
      }
      return try begin(record)
    }
    // Excel leaves rows of nothing but separators.
    guard record.fields.contains(where: { !$0.isEmpty }) else { return }
    var row = ImportRow(export: number, line: Int64(record.line))
    for (index, text) in record.fields.enumerated() where !text.isEmpty {
      guard index < header.columns.count else {
        throw ImportTextError(
          file: file, line: record.line,
          message: "the row has \(record.fields.count) fields, the first line names "
            + "\(header.columns.count) columns: a quote or a separator is missing, or one too many")
      }
      switch header.columns[index] {
      case .known(let column): row.cells[column] = text
      case .field(let name): row.fields[name] = text.isBlank ? nil : text
      case .repeated: break
      }
    }
    if ExportID.isFromSpreadsheet(row.cells[.task]) {
      throw ImportTextError(
        file: file, line: record.line,
        message: "the `Task ID` `\(row.cells[.task]?.prefix(30) ?? "")` is what a spreadsheet made "
          + "of an ID that looks like a number or a date, and several tasks may have the same one "
          + "now; import the file as ClickUp wrote it, or open it in the spreadsheet with that "
          + "column as text")
    }
    rows += 1
    look(at: row)
    try take(ImportPart(content: .row(row, among: facts)))
  }

  private mutating func begin(_ record: CSVParser.Record) throws(ImportTextError) {
    do throws(ExportProblem) {
      let header = try ExportHeader(record.fields)
      let names = header.columns.compactMap { column in
        if case .field(let name) = column { name } else { nil }
      }
      self.header = header
      facts = ExportFacts(file: file, known: header.known, fields: names)
    } catch {
      throw ImportTextError(file: file, line: record.line, message: error.message)
    }
  }

  /// Gathers which of two numbers is the day: milliseconds beside the words tell, and so does a
  /// number that is not a month's.
  private mutating func look(at row: ImportRow) {
    for column in ExportColumn.dates {
      let words = ExportCell.text(column.text.flatMap { row.cells[$0] })
      guard let number = ExportCell.instant(row.cells[column]) else {
        look(at: words ?? ExportCell.text(row.cells[column]))
        continue
      }
      guard let date = words.flatMap({ ExportDate($0, at: number) }), date.order != .certain else {
        continue
      }
      orders.insert(
        words.flatMap { ExportDate($0) }?.civil != date.civil || date.order == .dayFirst)
    }
    for comment in row.comments ?? [] {
      let words = ExportCell.text(comment["date"]?.string)
      if ExportCell.instant(words) == nil { look(at: words) }
    }
  }

  private mutating func look(at words: String?) {
    switch words.flatMap({ ExportDate($0) })?.order {
    case nil, .certain: break
    case .dayFirst: orders.insert(true)
    case .monthFirst: orders.insert(false)
    case .ambiguous: ambiguous += 1
    }
  }

  /// How dates are read that fit two ways, and why.
  private var order: String {
    switch orders {
    case [true]: "day first, as other dates of the file are"
    case [false]: "month first, as other dates of the file are"
    case []: "month first, as ClickUp writes them of itself"
    default: "month first, since other dates of the file are of both kinds"
    }
  }

  private func failure(_ error: CSVParser.Failure) -> ImportTextError {
    let names = header?.names ?? []
    let isNamed = names.indices.contains(error.column - 1)
    let column =
      "column \(error.column)" + (isNamed ? " (`\(names[error.column - 1].prefix(60))`)" : "")
    return ImportTextError(
      file: file, line: error.line, message: "\(column): \(error.message)")
  }
}

extension ExportColumn {
  static let dates: [ExportColumn] = [.created, .updated, .closed, .done, .due, .start]
}
