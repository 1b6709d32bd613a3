"""The guards of `Sources/APICore`, in a list for each test target that must notice."""

from guards import Guard

APICoreTests = [
    Guard("what is kept of a request says of which version it is", "APICore/WriteRequest+Template.swift",
          '"route": .string(route.spelled),', '"route": .string(route.path),', "RequestsTests"),
    Guard("zone: POSIX counts the hours to the west", "APICore/ProcessZone.swift",
          'parts.1 == "-" ? seconds : -seconds', 'parts.1 == "-" ? -seconds : seconds',
          "ZoneTests"),
    Guard("zone: a TZ that is not used is said", "APICore/ProcessZone.swift",
          "unusable = zone == nil ? text : nil", "unusable = nil", "ZoneTests"),
]

LedgerTests = [
    Guard("a comment of which nobody knows where it stands is in no scope",
          "APICore/Places/NamedThings.swift",
          'return names["task_id"] == nil && names["list_id"] == nil ? nil : []', "return []",
          "TerritoryPropertyTests/inTask"),
    # The transaction
    Guard("archiving takes something away", "APICore/Operations/TakesAway.swift",
          "case (\"archived\", let value), (\"unset_status\", let value): return value == true",
          "case (\"archived\", _), (\"unset_status\", _): return false", "PolicyDecisionTests"),
    Guard("emptying a text takes something away", "APICore/Operations/TakesAway.swift",
          "return text.allSatisfy(\\.isWhitespace)", "return text.isEmpty && false",
          "PolicyDecisionTests"),
    Guard("unassigning takes something away", "APICore/Operations/TakesAway.swift",
          "return members[\"rem\"]?.array?.isEmpty == false", "return members.isEmpty && false",
          "PolicyDecisionTests"),

    # Policy
    Guard("a new route is outside", "APICore/Places/NamedThings.swift",
          "guard route.effect != .undeclared else { return nil }", "",
          "PolicyDecisionTests|TerritoryPropertyTests"),
    Guard("what is in a task is nowhere where that is not known", "APICore/Places/NamedThings.swift",
          "return names[\"task_id\"] == nil ? nil : []", "return []", "TerritoryPropertyTests"),
    Guard("a parent in the body is asked for its place", "APICore/Places/NamedThings.swift",
          "case \"parent\", \"links_to\", \"depends_on\", \"dependency_of\", \"tid\", \"task_id\":",
          "case \"links_to\", \"depends_on\", \"dependency_of\", \"tid\", \"task_id\":",
          "TerritoryPropertyTests"),
    Guard("a related task in a field is asked for its place", "APICore/Places/NamedThings.swift",
          "return [.related(ids, takingOut: removed, field: field, on: holder)]", "return []",
          "TerritoryPropertyTests|HiccupTests"),
    Guard("where nothing says what a value names it may be tasks",
          "APICore/Places/NamedThings.swift",
          "else { return Set(ids.union(removed).map { .task($0) }) }", "else { return [] }",
          "HiccupTests"),
    Guard("what a value adds is asked for its place beside what it takes out",
          "APICore/Places/NamedThings.swift", "removed.isEmpty ? value : value[\"add\"] ?? .null",
          "removed.isEmpty ? value : .null", "TerritoryPropertyTests|HiccupTests"),
    Guard("only a relationship is known to change nothing else by what is taken out",
          "APICore/Places/PlaceFinder.swift",
          "Self.relationships.contains(type) ? ids : ids.union(removed)", "ids", "HiccupTests"),
    Guard("who waits on two sides at once is not known", "APICore/Places/NamedThings.swift",
          "case ([], let waiting) where waiting.count == 1:",
          "case (_, let waiting) where waiting.count == 1:", "HiccupTests"),
    Guard("a field's type that is not known is out of every scope",
          "APICore/Places/PlaceFinder.swift",
          "guard let type = try type(ofField: field, on: holder) else { return nil }",
          "guard let type = try type(ofField: field, on: holder) else { return [] }",
          "HiccupTests"),
    Guard("a type that is new may be a relationship", "APICore/Places/PlaceFinder.swift",
          "guard !Self.typesWithoutTasks.contains(type) else { return [] }",
          "guard [\"tasks\", \"list_relationship\"].contains(type) else { return [] }", "HiccupTests"),
    Guard("an ID is taken as it is meant", "APICore/Places/NamedThings.swift",
          "return [.task(value, query: meaning)]", "return [.task(value)]",
          "TerritoryPropertyTests"),
    Guard("the timer that runs is asked for its place", "APICore/Places/NamedThings.swift",
          "things.insert(.runningTimer(workspace: workspaceID))", "", "TerritoryPropertyTests"),

    # Who lives
    Guard("policy: what cannot be placed is refused", "APICore/Places/PlaceFinder.swift",
          "for id in named.sorted() { places.append(try task(id, [:])) }",
          "for id in named.sorted() {\n"
          "      do throws(APIError) { places.append(try task(id, [:])) } catch {\n"
          "        guard error.saysNothingIsThere else { throw error }\n"
          "      }\n"
          "    }", "HiccupTests"),
]

LiveBackendTests = [
    Guard("search: only a whole ID is one", "APICore/Folding/SearchedText.swift",
          "if ids.contains(word.foldedID) { return true }",
          "if ids.contains(where: { $0.hasPrefix(word.foldedID) }) { return true }",
          "SearchPagingTests"),
    Guard("what stood before is not what was made", "APICore/Operations/Resource.swift",
          "!request.standing.contains($0[\"id\"]?.identifier ?? \"\")", "$0 != .null",
          "ChecklistItemTests"),
    Guard("of two that it may have made none is taken", "APICore/Operations/Resource.swift",
          "return made.count == 1 ? made[0][\"id\"]?.identifier : nil",
          "return made.last?[\"id\"]?.identifier", "ChecklistItemTests"),
]

ToolsTests = [
    Guard("a timer that runs on was not changed", "APICore/Operations/TimeTracking.swift",
          'return number.map { $0 < 0 } == true ? "running" : duration', "return duration",
          "TimerToolTests/runningUndone"),
    Guard("a text keeps its format where it stays", "APICore/Operations/Comments.swift",
          "if text != old.text || !old.isFormatted {", "if !text.isEmpty {",
          "UpdateCommentTests/format"),
]

BackendContractTests = [
    Guard("search: what is due today is not late", "APICore/TaskQuery+Conditions.swift",
          "due < now && due != today", "due < now",
          "ConditionContractTests"),
]
