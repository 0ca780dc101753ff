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

    /// <summary>Every row of the next result, its columns found by their names.</summary>
    public async Task<List<T>> List<T>() => await All((await Next()).GetRowParser<T>());

    /// <summary>
    /// Every row of the next result, read by position: for rows that come by the hundred, each cell of which would be boxed
    /// where columns are found by their names.
    /// </summary>
    /// <param name="parse">Reads a row, its columns in the order of the .sql.</param>
    public async Task<List<T>> List<T>(Func<NpgsqlDataReader, T> parse)
    {
        await Next();
        return await All(parse);
    }

    /// <summary>The only row of the next result; null where it has none.</summary>
    public async Task<T?> Single<T>()
        where T : class
        => Only(await List<T>());

    /// <summary>The only row of the next result, read by position; null where it has none.</summary>
    /// <param name="parse">Reads a row, its columns in the order of the .sql.</param>
    public async Task<T?> Single<T>(Func<NpgsqlDataReader, T> parse)
        where T : class
        => Only(await List(parse));

    /// <summary>The only value of the next result.</summary>
    public async Task<T> Scalar<T>()
    {
        await Next();
        return await reader.ReadAsync(cancellationToken)
            ? await reader.GetFieldValueAsync<T>(0, cancellationToken)
            : throw new InvalidOperationException("No row where one was meant.");
    }

    private static T? Only<T>(List<T> rows)
        where T : class
        => rows switch
        {
            [] => null,
            [var row] => row,
            _ => throw new InvalidOperationException("More than one row where one was meant."),
        };

    private async Task<List<T>> All<T>(Func<NpgsqlDataReader, T> parse)
    {
        var list = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
        {
            list.Add(parse(reader));
        }

        return list;
    }
}
