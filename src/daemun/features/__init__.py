"""One folder for each thing Daemun can do: its rules and its HTTP. The order between them is in
`.importlinter`.
"""
