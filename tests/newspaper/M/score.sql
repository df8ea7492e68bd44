-- The counties' scorecard of the second quarter of 2022 by plain SQL over the exported records: what
-- share/ledgers/review.yaml says in words. A county's offices are those whose code begins with its own.
--
--   任务销号    0.3 × 销号率（一位小数）, at most 30; with fewer than 3 tasks the mean of those who have enough
--   述职较好以上  0.1 × 较好以上占比（一位小数）, at most 10
--   培训讲座    1.5 × 期数, at most 15        会议学习  0.8 × 次数, at most 15
--   表彰       1.25 × 次数, at most 15
--   约束惩戒    15 − 3 × 逾期未销号 − 2 × 未整改, from 0 to 15
--   加分       省级以上表彰（有文号的）次数, at most 5       扣分  2 × 逾期述职, at most 10
--
-- By hand, 娄星区: 2 of 4 tasks 50.0 % → 15.00; 1 of 1 review 100.0 % → 10.00: work 25.00.
-- 1 training → 1.50; 27 meetings → 21.6, at most 15.00: general 16.50. 10 honours → 12.50.
-- Nothing late, nothing unmended: 15.00. 3 honours of the province: 3.
-- 25 + 16.5 + 12.5 + 15 + 3 − 0 = 72.
WITH
  county(code) AS (VALUES ('431302'), ('431321'), ('431322'), ('431381'), ('431382')),
  span(a, b) AS (VALUES ('2022-04-01', '2022-06-30')),
  counted AS (
    SELECT code,
      (SELECT count(*) FROM assignment, span WHERE lead LIKE code || '%' AND given_on <= b) AS given,
      (SELECT count(*) FROM assignment, span WHERE lead LIKE code || '%' AND done_on <> '' AND done_on <= b) AS struck,
      (SELECT count(*) FROM review, span WHERE unit LIKE code || '%' AND rating <> '' AND report_by <= b
        AND (commented_on = '' OR commented_on <= b)) AS commented,
      (SELECT count(*) FROM review, span WHERE unit LIKE code || '%' AND rating IN ('good', 'excellent') AND report_by <= b
        AND (commented_on = '' OR commented_on <= b)) AS good,
      (SELECT count(*) FROM training, span WHERE host LIKE code || '%' AND camp = '' AND held_on BETWEEN a AND b) AS trainings,
      (SELECT count(*) FROM meeting, span WHERE host LIKE code || '%' AND held_on BETWEEN a AND b) AS meetings,
      (SELECT count(*) FROM honour, span WHERE area LIKE code || '%' AND given_on BETWEEN a AND b) AS honours,
      (SELECT count(*) FROM honour, span WHERE area LIKE code || '%' AND given_on BETWEEN a AND b
        AND grade IN ('province', 'nation') AND ref_no <> '') AS province,
      (SELECT count(*) FROM assignment, span WHERE lead LIKE code || '%' AND given_on <= b AND done_on = '' AND by_day < b) AS late,
      (SELECT count(*) FROM assignment, span WHERE lead LIKE code || '%' AND sort = 'negative' AND given_on <= b) AS faults,
      (SELECT count(*) FROM assignment, span WHERE lead LIKE code || '%' AND sort = 'negative' AND done_on <> '' AND done_on <= b) AS mended
    FROM county),
  -- points in hundredths: whole numbers
  pointed AS (
    SELECT code, given,
      -- 0.3 × share rounded to tenths = 3 × tenths hundredths
      3 * ((2000 * struck + given) / (2 * given)) AS tasks,
      ((2000 * good + commented) / (2 * commented)) AS rated,
      min(150 * trainings, 1500) AS trained, min(80 * meetings, 1500) AS met,
      min(125 * honours, 1500) AS honoured,
      max(0, min(1500, 1500 - 300 * late - 200 * (faults - mended))) AS clean,
      min(100 * province, 500) AS bonus
    FROM counted),
  mean AS (SELECT (2 * sum(tasks) + count(*)) / (2 * count(*)) AS tasks FROM pointed WHERE given >= 3),
  line AS (
    SELECT code, CASE WHEN p.given >= 3 THEN p.tasks ELSE m.tasks END + rated AS work, trained + met AS general,
      honoured AS strive, clean AS restrain, bonus
    FROM pointed p, mean m)
SELECT code, printf('%g', work / 100.0), printf('%g', general / 100.0), printf('%g', strive / 100.0),
  printf('%g', restrain / 100.0), printf('%g', bonus / 100.0),
  printf('%g', (work + general + strive + restrain + bonus) / 100.0)
FROM line ORDER BY work + general + strive + restrain + bonus DESC, code;
