/// `update_checklist_item`: what is given of an item: ticked, named, assigned, nested.
enum UpdateChecklistItem: ChangingTool {
  typealias Site = OnResource<OnChecklist, ChecklistItemForm>
  typealias Form = ChecklistItemForm
}
