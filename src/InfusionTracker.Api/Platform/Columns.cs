using System.Data;
using System.Text.Json;
using Dapper;
using NodaTime;

namespace InfusionTracker.Api.Platform;

/// <summary>How Dapper reads the columns that it does not know by itself.</summary>
public static class Columns
{
    public static void Configure()
    {
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        SqlMapper.AddTypeHandler(new As<Instant>(value => (Instant)value));
        SqlMapper.AddTypeHandler(new As<LocalDate>(value => (LocalDate)value));
        SqlMapper.AddTypeHandler(new As<Duration>(value => ((Period)value).ToDuration()));
        SqlMapper.AddTypeHandler(new As<short?[]>(value => (short?[])value));
        SqlMapper.AddTypeHandler(new As<IReadOnlyList<string>>(value => (string[])value));
        SqlMapper.AddTypeHandler(new As<IReadOnlyList<Guid>>(value => Array.ConvertAll((Guid?[])value, id => id!.Value)));
    }

    /// <summary>A jsonb column that is read as <typeparamref name="T"/>.</summary>
    public static void ReadJson<T>()
        where T : class
        => SqlMapper.AddTypeHandler(new As<T>(value => JsonSerializer.Deserialize((string)value, Json.TypeOf<T>())!));

    private sealed class As<T>(Func<object, T> parse) : SqlMapper.TypeHandler<T>
    {
        public override T Parse(object value) => parse(value);

        public override void SetValue(IDbDataParameter parameter, T? value) =>
            throw new NotSupportedException("Parameters are bound by SqlArguments, typed.");
    }
}
