using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.Scores;

/// <summary>Scores that were recorded before what cannot be excluded was a flag.</summary>
public sealed class FlagMigrationTests(TestPostgres postgres)
{
    private const string Before = """
        set app.clinic_id = '0196f000-0000-7000-8000-000000000001';
        insert into clinic (clinic_id, name) values ('0196f000-0000-7000-8000-000000000001', 'Clinic');
        insert into patient (id, identifiers) values ('0196f000-0000-7000-8000-000000000002', '[]');
        insert into score (id, patient_id, instrument, assessed_at, answers, total, raises_flag)
        select ('0196f000-0000-7000-8000-0000000001' || lpad(n::text, 2, '0'))::uuid, '0196f000-0000-7000-8000-000000000002',
               instrument, '2026-06-01T09:00:00Z', answers::smallint[], total, flagged
        from (values (1, 'PHQ9', '{0,0,0,0,0,0,0,0,NULL}', null, false), (2, 'PHQ9', null, 24, false), (3, 'PHQ9', null, 25, false),
                     (4, 'QIDSSR16', null, 1, false), (5, 'CSSRS_SCREEN', '{0,0,NULL,NULL,NULL,NULL}', null, false),
                     (11, 'PHQ9', '{3,3,3,3,3,3,3,3,0}', 24, false), (12, 'PHQ9', null, 0, false), (13, 'PHQ9', '{0,0,0,0,0,0,0,0,1}', 1, true),
                     (14, 'CSSRS_SCREEN', '{0,0,NULL,NULL,NULL,0}', null, false), (15, 'HAMA', null, 30, false))
             old (n, instrument, answers, total, flagged);
        """;

    [Fact]
    public async Task Those_whose_flag_cannot_be_excluded_are_listed_by_a_version_of_their_own()
    {
        await using var database = await MigratingDatabase.Create(postgres, "flags");
        await database.MigrateUpTo("what_cannot_be_excluded");
        await database.Run(Before);
        await database.MigrateUpTo(null);
        Assert.Equal(
            "01 v2, 02 v2, 03 v2, 04 v2, 05 v2, 13 v1",
            await database.Ask("select string_agg(right(id::text, 2) || ' v' || version, ', ' order by id) from score where raises_flag"));
        await database.Verified();
    }
}
