import APICore
import Foundation
import JSON

/// As of when a row is, where it says so.
enum ExportMoment: Sendable, Equatable {
  case exact(Int64)
  /// Some time of a day, which is named by its midnight in Greenwich.
  case day(Int64)

  /// The day of which an instant is in `zone`.
  static func day(of instant: Int64, in zone: TimeZone) -> Int64 {
    let civil = CivilTime(Milliseconds(instant), in: zone)
    return CivilTime(year: civil.year, month: civil.month, day: civil.day)
      .instant(offset: 0).rawValue
  }
}

/// What a row of an export says of a task, in the form in which the API answers it.
struct ExportTask {
  /// A comment as a cell holds it.
  struct Remark: Equatable {
    let author: String
    let text: String
    let date: Int64
    let isAssigned: Bool
    let isResolved: Bool
  }

  /// The members of the task that need no look into the store.
  private(set) var value: JSONObject = [:]
  /// The columns and lists of the task that the export speaks of; the others stay as they are.
  private(set) var said: Set<String> = []
  private(set) var comments: [Remark] = []
  private(set) var unusableComments = 0
  /// As of when all of it is; nil where the export does not say.
  private(set) var updated: ExportMoment?
  /// The last date of the row: the task was changed then or later (of a day: at its beginning or
  /// later). 0 for none.
  private(set) var lastKnown: Int64 = 0
  /// How cells were read where that is not plain.
  private(set) var remarks: [String] = []

  private let row: ImportRow
  private let facts: ExportFacts
  private let zone: TimeZone

  init(_ row: ImportRow, _ facts: ExportFacts, zone: TimeZone) {
    self.row = row
    self.facts = facts
    self.zone = zone
    readTexts()
    readDates()
    readNumbers()
    readParts()
    readComments()
  }

  private mutating func say(_ member: String, _ value: JSONValue, in columns: String...) {
    self.value[member] = value
    said.formUnion(columns.isEmpty ? [member] : columns)
  }

  private mutating func readTexts() {
    value["name"] = .string(ExportCell.text(row.cells[.name]) ?? "")
    said.insert("name")
    if facts.known.contains(.content) {
      let content = ExportContent(row.cells[.content])
      say("text_content", .string(content.text), in: "description", "markdown")
      if content.hadMarks { remarks.append("description whose `\\n` was read as a line break") }
    }
    if facts.known.contains(.customID) {
      say("custom_id", ExportCell.text(row.cells[.customID]).map(JSONValue.string) ?? .null)
    }
    // Other types have numbers that only the Workspace knows.
    switch ExportCell.text(row.cells[.type])?.lowercased() {
    case "task": say("custom_item_id", 0)
    case "milestone": say("custom_item_id", 1)
    case nil: break
    default: remarks.append("task of a type of the Workspace's own, kept as a plain task")
    }
    guard facts.known.contains(.priority) else { return }
    let priority = ExportCell.priority(row.cells[.priority])
    let text = ExportCell.text(row.cells[.priority])?.lowercased()
    if priority == nil, let text, !["none", "0", "no priority"].contains(text) {
      return complain(.priority)
    }
    say("priority", priority.map { .string(String($0.rawValue)) } ?? .null)
  }

  private mutating func complain(_ column: ExportColumn) {
    remarks.append("value of `\(column.rawValue)` that cannot be read, and was left out")
  }

  // MARK: Dates

  private mutating func readDates() {
    let members: [(ExportColumn, String)] = [
      (.created, "date_created"), (.closed, "date_closed"), (.done, "date_done"),
      (.due, "due_date"), (.start, "start_date"),
    ]
    for (column, member) in members where isKnown(column) {
      guard let date = date(column) else {
        if isGiven(column) { complain(column) } else { say(member, .null) }
        continue
      }
      say(member, .integer(date.instant))
      if column != .due, column != .start { lastKnown = max(lastKnown, date.earliest(in: zone)) }
    }
    guard let date = date(.updated) else { return }
    updated = date.day.map { .day($0.instant(offset: 0).rawValue) } ?? .exact(date.instant)
    lastKnown = max(lastKnown, date.earliest(in: zone))
  }

  private struct Found {
    let instant: Int64
    /// Where no more than the day is known.
    var day: CivilTime?

    func earliest(in zone: TimeZone) -> Int64 {
      day.map { $0.startOfDay(in: zone).rawValue } ?? instant
    }
  }

  private func isKnown(_ column: ExportColumn) -> Bool {
    facts.known.contains(column) || column.text.map(facts.known.contains) ?? false
  }

  private func isGiven(_ column: ExportColumn) -> Bool {
    ExportCell.text(row.cells[column]) != nil
      || column.text.flatMap { ExportCell.text(row.cells[$0]) } != nil
  }

  /// Milliseconds where they are given; else the words, by the zone that they name, or that of who
  /// works here. A day, which ClickUp writes as 04:00 of its own zone, is that day here.
  private func date(_ column: ExportColumn) -> Found? {
    let words = ExportCell.text(column.text.flatMap { row.cells[$0] })
    let number = ExportCell.instant(row.cells[column])
    let date: ExportDate?
    if let number {
      date = words.flatMap { ExportDate($0, at: number) }
    } else {
      date =
        [words, ExportCell.text(row.cells[column])].lazy.compactMap(\.self)
        .compactMap { ExportDate($0, dayFirst: facts.isDayFirst) }.first
    }
    let namesDay = column == .due || column == .start
    if let date, namesDay ? date.isDay : number == nil && !date.hasTime {
      let day = CivilTime(year: date.civil.year, month: date.civil.month, day: date.civil.day)
      var moment = day
      moment.hour = DateOnly.hour
      return Found(instant: moment.instant(in: zone).rawValue, day: day)
    }
    return (number ?? date.map(instant)).map { Found(instant: $0) }
  }

  private func instant(_ date: ExportDate) -> Int64 {
    (date.offset.map { date.civil.instant(offset: $0) } ?? date.civil.instant(in: zone)).rawValue
  }

  // MARK: Numbers and parts

  private mutating func readNumbers() {
    let lengths: [(ExportColumn, member: String, column: String)] = [
      (.estimate, "time_estimate", "time_estimate"), (.spent, "time_spent", "time_elsewhere"),
    ]
    for (column, member, name) in lengths where isKnown(column) {
      let words = column.text.flatMap { row.cells[$0] }
      let length = ExportCell.duration(row.cells[column], text: words)
      if let length {
        say(member, .integer(length), in: name)
      } else if isGiven(column) {
        complain(column)
      } else {
        say(member, .null, in: name)
      }
    }
    guard facts.known.contains(.points) else { return }
    guard let text = ExportCell.text(row.cells[.points]) else { return say("points", .null) }
    guard let points = Double(text), points.isFinite else { return complain(.points) }
    say("points", JSONValue(points))
  }

  private mutating func readParts() {
    if facts.known.contains(.tags) {
      say("tags", .array(ExportCell.names(row.cells[.tags]).map { ["name": .string($0)] }))
    }
    if facts.known.contains(.parent) {
      let parent = ExportID.task(row.cells[.parent])
      let isReadable = parent != nil && !ExportID.isFromSpreadsheet(row.cells[.parent])
      if !isReadable, isGiven(.parent) {
        complain(.parent)
      } else {
        value["parent"] = parent.map(JSONValue.string) ?? .null
      }
    }
    for column in [ExportColumn.listID, .folderID, .spaceID]
    where isGiven(column) && ExportID.number(row.cells[column]) == nil { complain(column) }
    let checklists = ExportCell.json(row.cells[.checklists])
    value["checklists"] = .array(
      checklists?.object?.sorted { $0.key < $1.key }.map { ["items": $0.value] }
        ?? checklists?.array ?? [])
    value["attachments"] = .array(ExportCell.json(row.cells[.attachments])?.array ?? [])
    value["locations"] = .array(
      ExportCell.names(row.cells[.otherLists]).map { ["name": .string($0)] })
  }

  private mutating func readComments() {
    guard ExportCell.text(row.cells[.comments]) != nil else { return }
    guard let all = row.comments else { return complain(.comments) }
    for comment in all {
      let words = ExportCell.text(comment["date"]?.string)
      let date =
        ExportCell.instant(words ?? comment["date"]?.integer.map(String.init))
        ?? words.flatMap { ExportDate($0, dayFirst: facts.isDayFirst) }.map(instant)
      guard let date, let author = ExportCell.text(comment["by"]?.string) else {
        unusableComments += 1
        continue
      }
      comments.append(
        Remark(
          author: author, text: comment["text"]?.string ?? "", date: date,
          isAssigned: Self.isTrue(comment["assigned"]), isResolved: Self.isTrue(comment["resolved"])
        ))
      lastKnown = max(lastKnown, date)
    }
  }

  private static func isTrue(_ value: JSONValue?) -> Bool {
    value?.bool ?? (value?.string?.lowercased() == "true")
  }
}
