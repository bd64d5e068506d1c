-- What pgvector's index takes with the numbers of NearIndex, against the exact order of the same vectors: see near.
\set ON_ERROR_STOP on
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS vector;
SET maintenance_work_mem = '512MB';
SET max_parallel_maintenance_workers = 0;
SELECT setseed(0.384);
CREATE TABLE centres AS
    SELECT number, array(SELECT random() * 2 - 1 FROM generate_series(1, :dimensions) AS place WHERE number IS NOT NULL) AS point
    FROM generate_series(0, 999) AS number;
-- Vectors of length 1 around 1,000 centres, as those that the exact search is measured with.
CREATE TABLE near AS
    SELECT row.position, l2_normalize(drawn::real[]::vector)::halfvec(:dimensions) AS vector
    FROM generate_series(1, :count) AS row(position)
    JOIN centres ON centres.number = row.position % 1000,
    LATERAL (SELECT array(
        SELECT value + 0.8 * (random() * 2 - 1) FROM unnest(centres.point) AS value WHERE row.position IS NOT NULL
    ) AS drawn) AS one;
CREATE TABLE queries AS
    SELECT row_number() OVER () AS number, l2_normalize(drawn::real[]::vector)::halfvec(:dimensions) AS vector
    FROM near, LATERAL (SELECT array(
        SELECT value + 0.5 / sqrt(:dimensions) * (random() * 2 - 1) FROM unnest(near.vector::real[]) AS value WHERE position IS NOT NULL
    ) AS drawn) AS one
    WHERE position % (:count / 200) = 0;
\timing on
CREATE INDEX near_hnsw ON near USING hnsw (vector halfvec_ip_ops) WITH (m = 16, ef_construction = 100);
\timing off
CREATE FUNCTION processor_ms() RETURNS float8 LANGUAGE sql VOLATILE AS
    $$ SELECT (parts[14]::float8 + parts[15]::float8) * 10 FROM string_to_array(pg_read_file('/proc/self/stat'), ' ') AS parts $$;
CREATE FUNCTION measured(is_index boolean, OUT hits bigint[][], OUT wall float8[], OUT processor float8) LANGUAGE plpgsql AS $$
DECLARE
    query record;
    start timestamptz;
    before float8;
    ids bigint[];
BEGIN
    hits := '{}';
    PERFORM set_config('enable_indexscan', is_index::text, true), set_config('enable_seqscan', (NOT is_index)::text, true),
        set_config('hnsw.ef_search', '200', true), set_config('hnsw.iterative_scan', 'strict_order', true);
    before := processor_ms();
    FOR query IN SELECT vector FROM queries ORDER BY number LOOP
        start := clock_timestamp();
        EXECUTE 'SELECT array(SELECT position FROM near ORDER BY vector <#> $1 LIMIT 10)' INTO ids USING query.vector;
        wall := wall || extract(epoch FROM clock_timestamp() - start) * 1000;
        hits := hits || ARRAY[ids];
    END LOOP;
    processor := processor_ms() - before;
END $$;
CREATE TABLE outcome AS SELECT true AS is_index, * FROM measured(true) UNION ALL SELECT false, * FROM measured(false);
SELECT CASE WHEN is_index THEN 'index' ELSE 'pgvector without index' END || ': ' || round((processor / cardinality(wall))::numeric, 2)
    || ' ms of processor time a search, median ' || round((percentile_disc(0.5) WITHIN GROUP (ORDER BY ms))::numeric, 2) || ' ms'
FROM outcome, unnest(wall) AS ms GROUP BY is_index, processor, wall;
SELECT 'recall of the first ten: ' || round(avg((
    SELECT count(*) FROM unnest(a.hits[number:number][1:10]) AS one WHERE one = ANY (b.hits[number:number][1:10])
)) / 10, 4)
FROM outcome a, outcome b, generate_series(1, (SELECT count(*) FROM queries)::int) AS number WHERE a.is_index AND NOT b.is_index;
SELECT 'table ' || pg_size_pretty(pg_table_size('near')) || ', index ' || pg_size_pretty(pg_relation_size('near_hnsw'));
