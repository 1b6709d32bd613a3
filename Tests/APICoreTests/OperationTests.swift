import APICore
import Foundation
import JSON
import TestSupport
import Testing

@Suite("What is declared of each operation")
struct OperationTests {
  static let writes = Route.all.filter { !$0.effect.isRead }

  @Test("All that is declared is listed, once")
  func complete() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Sources/APICore/Operations")
    let files = try FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil)
    var declared = 0
    for file in files where file.lastPathComponent != "Effect.swift" {
      let source = try String(contentsOf: file, encoding: .utf8)
      declared += source.matches(of: /static let \w+ = (reading|writing)\(/).count
    }
    #expect(declared > 50)
    #expect(Route.all.count == declared)
    #expect(Set(Route.all).count == declared)
  }

  @Test("Method, path and name are those of the published document", .enabled(if: published != nil))
  func isPublished() throws {
    for route in Route.all {
      let paths = try #require(Self.published?[route.version]?["paths"]?.object)
      let operation = paths[OpenAPICheck.path(of: route)]?[route.method.rawValue.lowercased()]
      #expect(operation?["operationId"]?.string == route.publishedID, "\(route)")
    }
  }

  private static let published: [APIVersion: JSONValue]? = {
    guard let shared = ProcessInfo.processInfo.environment["TASKLEDGER_SHARED"] else { return nil }
    var documents: [APIVersion: JSONValue] = [:]
    for version in APIVersion.allCases {
      let file = "\(shared)/data/clickup/openapi-\(version).json"
      guard let data = FileManager.default.contents(atPath: file) else { return nil }
      do { documents[version] = try JSONValue.parse(Array(data)) } catch { return nil }
    }
    return documents
  }()

  @Test("A write says which thing it is about, and where that thing's ID stands", arguments: writes)
  func subjects(route: Route) throws {
    let subject = try #require(route.subject)
    switch subject.id {
    case .path(let name): #expect(route.path.contains("{\(name)}"))
    case .answer(let names): #expect(names.last == "id")
    }
    if route.effect == .makes, case .path = subject.id {
      Issue.record("the ID of what is made stands in no request")
    }
  }

  @Test("Effect, method and trace of a write agree", arguments: writes)
  func agreement(route: Route) {
    #expect(route.effect != .undeclared)
    let isDeletion = [.removes, .takesOff].contains(route.effect)
    #expect((route.method == .delete) == isDeletion)
    #expect(route.effect.needsYes == (route.effect == .removes))
    switch route.trace {
    case .createdTask, .createdComment, .createdTimeEntry, .startedTimer, .trackedTime, .listed:
      #expect(route.effect == .makes)
    case .gone: #expect(route.effect == .removes)
    case .tie(let relation):
      #expect([.relates, .takesOff].contains(route.effect))
      let made = relation.request(isMade: route.effect == .relates, [:])
      #expect(made.route == route && Relation.all.contains(relation))
    case .changed, .moved, .stoppedTimer: #expect(route.effect == .changes)
    case .fieldValue: #expect([.changes, .takesOff].contains(route.effect))
    case .resource(let resource):
      let routes = [resource.making(at: [:]), resource.changing, resource.removing]
      #expect(routes.contains(route))
      #expect(resource.kind == route.subject?.kind && Resource.all.contains(resource))
    case .none(let reason): #expect(!reason.isEmpty)
    }
  }

  @Test("Of what is not declared nothing is believed")
  func undeclared() {
    let merge = Route(.post, "/task/{task_id}/merge")
    #expect(merge.effect == .undeclared && merge.effect.needsYes)
    #expect(merge.subject == nil && merge.publishedID == nil)
    #expect(Route(.get, "/nowhere").effect == .reads(isKept: false))
    #expect(Route(.delete, "/task/{task_id}").effect == .removes)
  }
}
