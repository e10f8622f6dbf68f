"""The measures: `matching` pairs what gold and prediction attribute, `counts` counts it per article, `measures` and
`agreement` make figures of the counts, `bootstrap` gives them intervals, `mistakes` shows what went wrong."""
