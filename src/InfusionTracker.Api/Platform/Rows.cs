using Dapper;
using Npgsql;

namespace InfusionTracker.Api.Platform;

/// <summary>The results of a batch, one after another.</summary>
public sealed class Rows(NpgsqlDataReader reader, CancellationToken cancellationToken)
{
    /// <summary>Most rows of a result that is little. What may be more ends there where it is read as little: by <c>limit 2001</c>.</summary>
    public const int Few = 2000;

    /// <summary>Most rows of a result that is held in memory.</summary>
    public const int Most = 100_000;

    private bool _first = true;

    /// <summary>True once a result had more than <see cref="Few"/> rows.</summary>
    public bool AreMany { get; private set; }

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

    /// <summary>Hands on every row of the next result, one after another: for rows of which less is kept than was read.</summary>
    /// <exception cref="ProblemException">422 where there are more than <see cref="Most"/>.</exception>
    public async Task Each(Action<NpgsqlDataReader> take)
    {
        await Next();
        await Each(() => take(reader));
    }

    private async Task<List<T>> All<T>(Func<NpgsqlDataReader, T> parse)
    {
        var list = new List<T>();
        await Each(() => list.Add(parse(reader)));
        return list;
    }

    private async Task Each(Action take)
    {
        var count = 0;
        while (await reader.ReadAsync(cancellationToken))
        {
            if (++count > Most)
            {
                throw new ProblemException(Problem.Invalid(
                    $"The answer would rest on more than {Most} records of one kind. Ask for less, e.g. for fewer codes."));
            }

            take();
        }

        AreMany |= count > Few;
    }
}
