using Npgsql;

namespace InfusionTracker.Api.Platform;

/// <summary>
/// The connections of this instance, as requests take them. Where the server gives no more (53300), others having taken what was
/// counted on, requests wait in order for one of those that this instance has. To go on asking would cost the server a process each
/// time and this instance all that it has, since Npgsql closes every connection of a pool that was refused one: nobody is let to the
/// pool for a moment, until those are gone, and then no more at once than there were, less one that works in the background. Whether
/// there are more is asked every quarter of a second, past the pool.
/// </summary>
/// <param name="source">The pool.</param>
/// <param name="address">Its connection string, password included.</param>
public sealed class OwnConnections(NpgsqlDataSource source, string address)
{
    /// <summary>With the wait for a place (2 s), a refusal still comes within 3 s.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(0.25);

    private readonly int _pool = new NpgsqlConnectionStringBuilder(source.ConnectionString).MaxPoolSize;
    private readonly Lock _gate = new();
    private readonly LinkedList<TaskCompletionSource> _waiting = [];
    private int _taken;
    private int _most = int.MaxValue;
    private bool _isHeld;

    /// <summary>A connection; it is given back when it is disposed of.</summary>
    /// <exception cref="ProblemException">503: the server gives no more, and none of this instance's became free in time.</exception>
    /// <exception cref="NpgsqlException">The database cannot be reached, or all of the pool are taken.</exception>
    public async Task<OwnConnection> Take(CancellationToken cancellation)
    {
        using var patience = new Patience(cancellation);
        for (var isFirst = true; ; isFirst = false)
        {
            await Turn(isFirst, patience);
            try
            {
                return new OwnConnection(this, await source.OpenConnectionAsync(cancellation));
            }
            catch (NpgsqlException e) when (IsFull(e))
            {
                GoneWithout();
            }
            catch
            {
                GiveBack();
                throw;
            }
        }
    }

    /// <summary>Closes those that nobody has taken, and the others once they are given back.</summary>
    public void Clear() => source.Clear();

    internal void GiveBack()
    {
        lock (_gate)
        {
            _taken--;
            Grant();
        }
    }

    /// <summary>True where the server, or the one of several that counts, gives no more connections, or none to this role.</summary>
    private static bool IsFull(NpgsqlException e) => e is PostgresException { SqlState: PostgresErrorCodes.TooManyConnections }
        || (e.InnerException is AggregateException several
            && several.InnerExceptions.Any(one => one is PostgresException { SqlState: PostgresErrorCodes.TooManyConnections }));

    /// <summary>Waits until there is a connection to ask for, mostly not at all. Who was refused one is first in the queue.</summary>
    private async ValueTask Turn(bool isFirst, Patience patience)
    {
        LinkedListNode<TaskCompletionSource> turn;
        lock (_gate)
        {
            if (!_isHeld && _taken < _most && (_waiting.Count == 0 || !isFirst))
            {
                _taken++;
                return;
            }

            turn = new(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            if (isFirst)
            {
                _waiting.AddLast(turn);
            }
            else
            {
                _waiting.AddFirst(turn);
            }
        }

        try
        {
            await turn.Value.Task.WaitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            Leave(turn);
            throw patience.IsOver ? new ProblemException(DatabasePlaces.Refusal()) : new OperationCanceledException(patience.Token);
        }
    }

    private void Leave(LinkedListNode<TaskCompletionSource> turn)
    {
        lock (_gate)
        {
            if (turn.List is null)
            {
                // It was granted in the same moment.
                _taken--;
                Grant();
            }
            else
            {
                _waiting.Remove(turn);
            }
        }
    }

    /// <summary>As many as others have taken now are all that there are.</summary>
    private void GoneWithout()
    {
        lock (_gate)
        {
            _taken--;
            if (_most == int.MaxValue)
            {
                _ = AskForMore();
            }

            _most = Math.Max(1, _taken - 1);
            _isHeld = true;
        }
    }

    private async Task AskForMore()
    {
        for (var isBound = true; isBound;)
        {
            await Task.Delay(Pause);
            var isMore = !_isHeld && await AreMore();
            lock (_gate)
            {
                _isHeld = _isHeld && isMore;
                _most = isMore ? _most + 1 : _most;
                isBound = _most < _pool;
                _most = isBound ? _most : int.MaxValue;
                Grant();
            }
        }
    }

    /// <summary>True where the server would give one more: it just did, and has it back.</summary>
    private async Task<bool> AreMore()
    {
        try
        {
            await using var another = new NpgsqlConnection(Service.Unpooled(address).ConnectionString);
            await another.OpenAsync();
        }
        catch (Exception)
        {
            // Whatever it is, there are no more for now. Nothing may end the asking, or the bound would stay.
            return false;
        }

        // The process that served it takes a moment to end.
        await Task.Delay(Pause / 5);
        return true;
    }

    private void Grant()
    {
        while (!_isHeld && _taken < _most && _waiting.First is { } next)
        {
            _waiting.RemoveFirst();
            _taken++;
            next.Value.SetResult();
        }
    }

    /// <summary>How long a request waits for a turn; its clock begins with the first wait, since nearly none waits.</summary>
    private sealed class Patience(CancellationToken cancellation) : IDisposable
    {
        private CancellationTokenSource? _end;

        public CancellationToken Token => (_end ??= Begin()).Token;

        /// <summary>True where it waited too long, rather than that nobody waits for it any more.</summary>
        public bool IsOver => !cancellation.IsCancellationRequested;

        public void Dispose() => _end?.Dispose();

        private CancellationTokenSource Begin()
        {
            var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            end.CancelAfter(LongestWait);
            return end;
        }
    }
}

/// <summary>A connection of the pool, and the turn that it was taken in.</summary>
public sealed class OwnConnection(OwnConnections all, NpgsqlConnection connection) : IAsyncDisposable
{
    public NpgsqlConnection Connection => connection;

    public async ValueTask DisposeAsync()
    {
        try
        {
            await connection.DisposeAsync();
        }
        finally
        {
            all.GiveBack();
        }
    }
}
