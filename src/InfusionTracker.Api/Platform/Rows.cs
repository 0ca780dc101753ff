using Dapper;
using Npgsql;

namespace InfusionTracker.Api.Platform;

/// <summary>The results of a batch, one after another.</summary>
public sealed class Rows(NpgsqlDataReader reader, CancellationToken cancellationToken)
{
    private bool _first = true;

    /// <summary>The reader, standing before the first row of the next result.</summary>
    public async Task<NpgsqlDataReader> Next()
    {
        if (!_first && !await reader.NextResultAsync(cancellationToken))
        {
            throw new InvalidOperationException("The statements gave fewer results than were read.");
        }

        _first = false;
        return reader;
    }

    /// <summary>Every row of the next result.</summary>
    public async Task<List<T>> List<T>()
    {
        await Next();
        var list = new List<T>();
        var parse = reader.GetRowParser<T>();
        while (await reader.ReadAsync(cancellationToken))
        {
            list.Add(parse(reader));
        }

        return list;
    }

    /// <summary>The only row of the next result; null where it has none.</summary>
    public async Task<T?> Single<T>()
        where T : class
        => (await List<T>()) switch
        {
            [] => null,
            [var row] => row,
            _ => throw new InvalidOperationException("More than one row where one was meant."),
        };

    /// <summary>The only value of the next result.</summary>
    public async Task<T> Scalar<T>()
    {
        await Next();
        return await reader.ReadAsync(cancellationToken)
            ? await reader.GetFieldValueAsync<T>(0, cancellationToken)
            : throw new InvalidOperationException("No row where one was meant.");
    }
}
