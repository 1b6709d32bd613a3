import JSON

/// One task of an export: the cells that hold something.
struct ImportRow: Sendable, Equatable {
  /// Which export of the import, from 0.
  private(set) var export: Int64
  /// Where it stands in the file.
  private(set) var line: Int64
  var cells: [ExportColumn: String] = [:]
  /// Values of Custom Fields, by the name of the column.
  var fields: [String: String] = [:]

  init(export: Int64, line: Int64) {
    self.export = export
    self.line = line
  }

  init?(_ value: JSONValue) {
    guard let export = value["export"]?.integer, let line = value["line"]?.integer else {
      return nil
    }
    self.init(export: export, line: line)
    for (name, cell) in value["cells"]?.object ?? [:] {
      if let column = ExportColumn(rawValue: name), let text = cell.string { cells[column] = text }
    }
    fields = (value["fields"]?.object ?? [:]).compactMapValues(\.string)
  }

  var json: JSONValue {
    let cells = Dictionary(
      uniqueKeysWithValues: cells.map { ($0.key.rawValue, JSONValue.string($0.value)) })
    return [
      "export": .integer(export), "line": .integer(line),
      "cells": .object(JSONObject(cells)),
      "fields": .object(JSONObject(fields.mapValues(JSONValue.string))),
    ]
  }

  /// The task's ID; nil where there is none.
  var task: String? { ExportID.task(cells[.task]) }

  /// As of when it is, give or take what only its zone and the other dates of the file say; nil
  /// where it does not say. Older rows are written before newer ones.
  var roughDate: Int64? {
    if let number = ExportCell.instant(cells[.updated]) { return number }
    let words = [cells[.updatedText], cells[.updated]].lazy.compactMap { ExportCell.text($0) }
    return words.compactMap { ExportDate($0) }.first.map {
      $0.civil.instant(offset: $0.offset ?? 0).rawValue
    }
  }

  /// What its comments say, as `{"text": …, "by": …, "date": …, "assigned": …, "resolved": …}`; nil
  /// where the cell holds something else.
  var comments: [JSONValue]? { ExportCell.json(cells[.comments])?.array }

  /// By whom it is known, where that is an address.
  var addresses: [String] {
    let named = [ExportColumn.assignees, .watchers, .creator].flatMap {
      ExportCell.names(cells[$0])
    }
    let authors = (comments ?? []).compactMap { ExportCell.text($0["by"]?.string) }
    return (named + authors).filter { $0.contains("@") }
  }

  /// What it says, wherever it stands.
  var digest: Int64 {
    var row = self
    (row.export, row.line) = (0, 0)
    return Int64(bitPattern: NameDigest.of(row.json.canonicalString))
  }

  /// Puts another row of the same task and export with this one: ClickUp writes some tasks twice,
  /// each time with a part of the people. Of what both say, the fuller stands, whichever comes
  /// first.
  mutating func add(_ other: ImportRow) {
    for column in [ExportColumn.assignees, .watchers, .tags, .otherLists] {
      let names = ExportCell.names(cells[column]) + ExportCell.names(other.cells[column])
      guard !names.isEmpty else { continue }
      cells[column] =
        JSONValue.array(Set(names).sorted().map(JSONValue.string)).canonicalString
    }
    cells.merge(other.cells, uniquingKeysWith: Self.fuller)
    fields.merge(other.fields, uniquingKeysWith: Self.fuller)
    line = min(line, other.line)
  }

  private static func fuller(_ first: String, _ second: String) -> String {
    func rank(_ cell: String) -> (Int, String) { (ExportCell.text(cell)?.utf8.count ?? 0, cell) }
    return rank(first) < rank(second) ? second : first
  }
}

/// What is known of an export when all its rows are read.
struct ExportFacts: Sendable {
  let file: String
  let known: Set<ExportColumn>
  /// The names of the columns that become Custom Fields, in their order.
  let fields: [String]
  /// What several of them are called without the type in brackets.
  let sharedNames: Set<String>
  /// Made of the columns: the same for exports of one kind.
  let layout: UInt64
  /// Whether dates such as 3/4/2026 begin with the day, as others of the same file say.
  var isDayFirst = false

  init(file: String, known: Set<ExportColumn>, fields: [String]) {
    self.file = file
    self.known = known
    self.fields = fields
    sharedNames = Set(
      Dictionary(grouping: fields) { ExportColumn.fieldName($0).plain }
        .filter { $1.count > 1 }.keys)
    layout = NameDigest.of(known.map(\.rawValue).sorted() + [""] + fields)
  }
}

/// Something that was read from a file that is to be imported.
public struct ImportPart: Sendable {
  enum Content: Sendable {
    case value(JSONValue)
    case row(ImportRow, among: ExportFacts)
    case end(ExportFacts, remarks: [String: Int])
  }

  let content: Content
}
