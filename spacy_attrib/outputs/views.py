"""The views of a database: questions that are asked of every collection."""

_TRIMMED = "' ' || char(9, 10, 13) || '“”„\"‘’''«»‹›.,;:!?…–—-'"
VIEWS = {
    "top_speakers": """
        select people.name as who, count(*) as statements, count(distinct attributions.article_id) as articles, sum(words) as words,
            people.affiliation, people.gender
        from attributions join people on people.id = attributions.person_id
        group by people.id order by statements desc, words desc, who""",
    "anonymous_by_outlet": """
        select coalesce(articles.outlet, 'not known') as outlet, count(distinct articles.id) as articles, count(*) as statements,
            cast(total(attributions.anonymous) as integer) as anonymous, round(total(attributions.anonymous) / count(*), 4) as share
        from attributions join articles on articles.id = attributions.article_id
        group by articles.outlet order by share desc, outlet""",
    "share_of_voice": """
        select coalesce(people.name, '(' || replace(attributions.source_type, '_', ' ') || ')', '(unknown)') as who,
            sum(words) as words, round(1.0 * sum(words) / (select sum(words) from attributions), 4) as share, count(*) as statements
        from attributions left join people on people.id = attributions.person_id
        group by people.id, who order by words desc, who""",
    "most_quoted_statements": f"""
        select min(attributions.content) as statement, count(distinct attributions.article_id) as articles,
            count(distinct articles.outlet) as outlets, group_concat(distinct attributions.speaker) as speakers
        from attributions join articles on articles.id = attributions.article_id
        where words > 2
        group by lower(trim(attributions.content, {_TRIMMED}))
        having count(distinct attributions.article_id) > 1 order by articles desc, statement""",
}
