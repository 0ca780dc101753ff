using System.Data;
using System.Text.Json;
using Dapper;
using InfusionTracker.Domain.Onset;
using NodaTime;
using Npgsql;
using NpgsqlTypes;

namespace InfusionTracker.Api.Platform;

/// <summary>How columns are read: by Dapper, of those that it does not know by itself, and by position.</summary>
public static class Columns
{
    /// <summary>A text; null where the column is.</summary>
    public static string? Text(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    /// <summary>A jsonb as <typeparamref name="T"/>; null where the column is.</summary>
    public static T? Json<T>(this NpgsqlDataReader row, int column)
        where T : class
        => row.IsDBNull(column) ? null : JsonSerializer.Deserialize(row.GetString(column), Platform.Json.TypeOf<T>());

    /// <summary>A span of the calendar as PostgreSQL keeps it: days apart from hours. Read as a period, 24 hours would become a day.</summary>
    public static NpgsqlInterval Interval(this CalendarSpan span) => new(0, span.Days, span.Time.BclCompatibleTicks / TimeSpan.TicksPerMicrosecond);

    public static CalendarSpan Span(this NpgsqlInterval interval) =>
        new(interval.Days, Duration.FromTicks(interval.Time * TimeSpan.TicksPerMicrosecond));

    public static void Configure()
    {
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        SqlMapper.AddTypeHandler(new As<Instant>(value => (Instant)value));
        SqlMapper.AddTypeHandler(new As<LocalDate>(value => (LocalDate)value));
        SqlMapper.AddTypeHandler(new As<Duration>(value => ((Period)value).ToDuration()));
        SqlMapper.AddTypeMap(typeof(NpgsqlInterval), DbType.Object, useGetFieldValue: true);
        SqlMapper.AddTypeMap(typeof(NpgsqlInterval?), DbType.Object, useGetFieldValue: true);
        SqlMapper.AddTypeHandler(new As<short?[]>(value => (short?[])value));
        SqlMapper.AddTypeHandler(new As<IReadOnlyList<string>>(value => (string[])value));
        SqlMapper.AddTypeHandler(new As<IReadOnlyList<decimal>>(value => Array.ConvertAll((decimal?[])value, number => number!.Value)));
        SqlMapper.AddTypeHandler(new As<IReadOnlyList<int>>(value => Array.ConvertAll((int?[])value, number => number!.Value)));
        SqlMapper.AddTypeHandler(new As<IReadOnlyList<Guid>>(value => Array.ConvertAll((Guid?[])value, id => id!.Value)));
    }

    /// <summary>A jsonb column that is read as <typeparamref name="T"/>.</summary>
    public static void ReadJson<T>()
        where T : class
        => SqlMapper.AddTypeHandler(new As<T>(value => JsonSerializer.Deserialize((string)value, Platform.Json.TypeOf<T>())!));

    private sealed class As<T>(Func<object, T> parse) : SqlMapper.TypeHandler<T>
    {
        public override T Parse(object value) => parse(value);

        public override void SetValue(IDbDataParameter parameter, T? value) =>
            throw new NotSupportedException("Parameters are bound by SqlArguments, typed.");
    }
}
