/// `create_checklist`: a new checklist on a task.
enum CreateChecklist: MakingTool {
  typealias Site = OnTask
  typealias Form = ChecklistForm
}
