import APICore
import EmbeddedBackend
import Foundation
import JSON
import SQLite
import Server
import TestSupport
import Testing

@testable import taskledger

/// Puts the requests to the program, each on a copy of the office as it is in the morning.
final class OfficeDay {
  private let folder: TemporaryFolder
  private let template: String
  let morning: StoreRows
  private var copies = 0

  init() throws {
    folder = try TemporaryFolder()
    template = folder.file("office.db")
    let clock = ManualClock(OfficeWorld.morning, step: 1)
    let program = try Self.program(template, clock)
    try OfficeWorld.fill(program.store, clock: clock)
    program.workspace?.indexWhatSearchesMissed()
    morning = try StoreRows(of: program.store)
    program.close()
  }

  private static func program(_ path: String, _ clock: ManualClock) throws -> Program {
    var sources = Program.Sources()
    sources.stateFolder = nil
    sources.clock = clock
    sources.ids = SeededIDSource(seed: 7)
    sources.secrets = sources.ids
    let plan = try OfficeWorld.plan()
    let owner = Owner(
      name: plan["owner"]?.string ?? "", timeZone: plan["zone"]?.string ?? "")
    sources.owner = { owner }
    sources.processZone = ProcessZone(.gmt)
    return try Program(
      ProgramOptions(arguments: ["--toolsets", "all"], environment: [:]), sources: sources,
      path: path)
  }

  /// What was asked and answered, and what is another in the store.
  struct Course {
    var answers: [(text: String, isError: Bool)] = []
    var changes: [String] = []
    /// What no model could have known that corrects a call by what it was told.
    var unfounded: [String] = []
  }

  func course(of request: DayRequest) throws -> Course {
    copies += 1
    let path = folder.file("\(copies).db")
    for part in ["", "-wal"] where FileManager.default.fileExists(atPath: template + part) {
      try FileManager.default.copyItem(atPath: template + part, toPath: path + part)
    }
    let program = try Self.program(path, ManualClock(OfficeWorld.morning, step: 1_000))
    defer { program.close() }
    let session = program.session(progressClock: program.clock, send: { _ in })
    _ = session.answer([.line(Array(Say.initialize().utf8))])
    var course = Course()
    var asked: [JSONValue] = []
    for call in request.calls {
      let arguments = try JSONValue.parse(try filled(call.arguments, request, &course))
      if call.isCorrection {
        course.unfounded += Grounds(of: request, course).missing(in: arguments, after: asked)
      }
      asked.append(arguments)
      let line = Say.call(call.tool, id: .integer(Int64(course.answers.count + 1)), arguments)
      let answer = try #require(session.answer([.line(Array(line.utf8))]).first)
      let result = try #require(try JSONValue.parse(answer)["result"], "\(request.place)")
      let texts = (result["content"]?.array ?? []).compactMap { $0["text"]?.string }
      let isError = result["isError"] == true
      course.answers.append((texts.joined(separator: "\n"), isError))
    }
    course.changes = try StoreRows(of: program.store).changes(since: morning)
    return course
  }

  /// The arguments with the ID of what each `<Name>` is called; it must have been said before.
  private func filled(
    _ arguments: String, _ request: DayRequest, _ course: inout Course
  ) throws -> String {
    var filled = arguments
    for name in arguments.matches(of: /<([^<>]+)>/).map({ String($0.1) }) {
      let said = course.answers.map(\.text).joined(separator: "\n")
      let operations = said.matches(of: /"operation_id":"([^"]+)"/).map { String($0.1) }
      let found =
        switch name {
        case "first operation": operations.first
        case "last operation": operations.last
        default: try morning.id(ofTask: name) ?? morning.id(ofComment: name)
        }
      let id = try #require(found, "\(request.place): \(name)")
      if !said.contains(id) { course.unfounded.append("the ID of \(name)") }
      filled = filled.replacing("<\(name)>", with: id)
    }
    return filled
  }
}

/// What a model has to go by that corrects a call: the request, and what it was answered so far.
private struct Grounds {
  private let said: String

  init(of request: DayRequest, _ course: OfficeDay.Course) {
    said = (course.answers.map(\.text) + [request.words]).joined(separator: "\n").lowercased()
  }

  /// The names and texts of `arguments` that neither stood in the calls before nor were said. A
  /// model knows the calendar, and spells by itself what is to be looked for.
  func missing(in arguments: JSONValue, after calls: [JSONValue]) -> [String] {
    var arguments = arguments
    arguments["query"] = nil
    let known = Set(calls.flatMap(Self.words))
    return Self.words(of: arguments).filter { word in
      !known.contains(word) && !said.contains(word)
        && word.wholeMatch(of: /\d{4}-\d\d-\d\d/) == nil
    }
  }

  private static func words(of value: JSONValue) -> [String] {
    switch value {
    case .object(let members):
      members.flatMap { [$0.key.lowercased()] + words(of: $0.value) }
    case .array(let elements): elements.flatMap(words)
    case .string(let text): text.lowercased().split(separator: ", ").map(String.init)
    case .integer, .double: [value.canonicalString]
    // Whatever it is, it says no more than the name.
    case .bool, .null: []
    }
  }
}
