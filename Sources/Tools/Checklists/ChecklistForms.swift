import APICore
import JSON

enum ChecklistForm: ResourceForm {
  static let resource = Resource.checklist
  static let kind = ToolCatalogue.Named.checklist
  static let argument = "checklist_id"
  static let name = "checklist"
  static let place = "the task"
  static let shownBy = "get_task"

  static func lean(_ thing: JSONValue, _ context: ToolContext) -> JSONValue? {
    var lean = TaskSurroundings.checklist(thing)
    for name in ["position", "resolved", "unresolved"] {
      lean?[name] = thing[name]?.integer.map(JSONValue.integer)
    }
    return lean
  }

  static func notice(of thing: JSONValue) -> String? {
    TaskSurroundings.notice(ofItemsOf: thing)
  }
}

enum ChecklistItemForm: ResourceForm {
  static let resource = Resource.checklistItem
  static let kind = ToolCatalogue.Named.checklistItem
  static let argument = "item_id"
  static let name = "item"
  static let place = "the checklist"
  static let shownBy = "get_task"

  static func lean(_ thing: JSONValue, _ context: ToolContext) -> JSONValue? {
    var lean = TaskSurroundings.item(thing)
    lean?["parent"] = TaskOutput.id(thing["parent"])
    return lean
  }

  static func notice(of thing: JSONValue) -> String? {
    TaskSurroundings.notice(ofItemsBelow: thing)
  }
}

typealias OnChecklist = OnResource<OnTask, ChecklistForm>
