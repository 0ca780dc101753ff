using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Npgsql;

namespace InfusionTracker.Api.Platform;

/// <summary>How rows are written: a JSON object a line, or comma-separated values (RFC 4180) under a header line.</summary>
public enum RowFormat
{
    Ndjson,
    Csv,
}

/// <summary>
/// Writes rows straight from the reader to the body of an answer: the column names of the statement are the names, and
/// nothing is made of a row in between, so that memory stays flat however many there are. What is written goes out by
/// bytes, not by row. In NDJSON a null is left out; in CSV it is empty, and an empty text is <c>""</c>.
/// </summary>
/// <remarks>
/// A spreadsheet runs what begins with <c>= + - @</c>, a tab or a carriage return as a formula. A CSV cell of a text that
/// begins so, or with an apostrophe, gets an apostrophe before it: whoever reads the file takes one leading apostrophe off
/// a text and has it back as it was. Numbers, times and ids are not touched.
/// </remarks>
/// <param name="body">Where they go.</param>
/// <param name="format">How they are written.</param>
/// <param name="longestStall">
/// How long the client may take nothing at all. Rows come from a connection of the database, and from one state of its
/// records, which both are kept for as long as this lasts.
/// </param>
public sealed class RowWriter(PipeWriter body, RowFormat format, TimeSpan longestStall)
{
    private const int FlushedAt = 32 * 1024;

    private static readonly SearchValues<byte> Quoted = SearchValues.Create(",\"\r\n"u8);
    private static readonly SearchValues<byte> Guarded = SearchValues.Create("=+-@\t\r'"u8);

    private readonly ArrayBufferWriter<byte> _out = new(2 * FlushedAt);
    private readonly ArrayBufferWriter<byte> _scratch = new(1024);

    /// <summary>Writes every row of the result that the reader stands before; what is left in the buffer goes out by <see cref="Finish"/>.</summary>
    public async Task Write(NpgsqlDataReader reader, CancellationToken cancellation)
    {
        var columns = Enumerable.Range(0, reader.FieldCount)
            .Select(i => new Column(reader.GetName(i), RowCells.Of(reader.GetDataTypeName(i))))
            .ToArray();
        if (format == RowFormat.Csv)
        {
            _out.Write(Encoding.UTF8.GetBytes(string.Join(',', columns.Select(c => c.Name)) + "\r\n"));
        }

        while (await reader.ReadAsync(cancellation))
        {
            if (format == RowFormat.Csv)
            {
                WriteCsv(reader, columns);
            }
            else
            {
                WriteJson(reader, columns);
            }

            if (_out.WrittenCount >= FlushedAt)
            {
                await Finish(cancellation);
            }
        }
    }

    /// <summary>Sends what the buffer holds.</summary>
    /// <exception cref="OperationCanceledException">The client is gone, or takes nothing.</exception>
    public async Task Finish(CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(longestStall);
        var sent = await body.WriteAsync(_out.WrittenMemory, patience.Token);
        _out.ResetWrittenCount();
        if (sent.IsCompleted || sent.IsCanceled)
        {
            throw new OperationCanceledException("The client is gone.", cancellation);
        }
    }

    private void WriteJson(NpgsqlDataReader reader, Column[] columns)
    {
        var separator = (byte)'{';
        for (var i = 0; i < columns.Length; i++)
        {
            if (reader.IsDBNull(i))
            {
                continue;
            }

            var column = columns[i];
            Put(separator);
            separator = (byte)',';
            _out.Write(column.JsonName);
            var cell = Cell(reader, i, column);
            switch (column.Cell.Form)
            {
                case CellForm.Bare:
                    _out.Write(cell);
                    break;
                case CellForm.Plain:
                    Put((byte)'"');
                    _out.Write(cell);
                    Put((byte)'"');
                    break;
                default:
                    Put((byte)'"');
                    WriteEscaped(cell);
                    Put((byte)'"');
                    break;
            }
        }

        _out.Write(separator == '{' ? "{}\n"u8 : "}\n"u8);
    }

    private void WriteEscaped(ReadOnlySpan<byte> text)
    {
        var encoder = Json.Options.Encoder!;
        if (encoder.FindFirstCharacterToEncodeUtf8(text) < 0)
        {
            _out.Write(text);
            return;
        }

        // The longest escape of one byte is \u00XX.
        encoder.EncodeUtf8(text, _out.GetSpan(6 * text.Length), out _, out var written);
        _out.Advance(written);
    }

    private void WriteCsv(NpgsqlDataReader reader, Column[] columns)
    {
        for (var i = 0; i < columns.Length; i++)
        {
            if (i > 0)
            {
                Put((byte)',');
            }

            if (!reader.IsDBNull(i))
            {
                WriteCsvCell(Cell(reader, i, columns[i]), columns[i].Cell.Form);
            }
        }

        _out.Write("\r\n"u8);
    }

    private void WriteCsvCell(ReadOnlySpan<byte> cell, CellForm form)
    {
        var isGuarded = form == CellForm.Text && !cell.IsEmpty && Guarded.Contains(cell[0]);
        if (!cell.IsEmpty && !cell.ContainsAny(Quoted))
        {
            if (isGuarded)
            {
                Put((byte)'\'');
            }

            _out.Write(cell);
            return;
        }

        _out.Write(isGuarded ? "\"'"u8 : "\""u8);
        for (int quote; (quote = cell.IndexOf((byte)'"')) >= 0; cell = cell[(quote + 1)..])
        {
            _out.Write(cell[..quote]);
            _out.Write("\"\""u8);
        }

        _out.Write(cell);
        Put((byte)'"');
    }

    private ReadOnlySpan<byte> Cell(NpgsqlDataReader reader, int ordinal, Column column)
    {
        _scratch.ResetWrittenCount();
        column.Cell.Write(reader, ordinal, _scratch);
        return _scratch.WrittenSpan;
    }

    private void Put(byte value)
    {
        _out.GetSpan(1)[0] = value;
        _out.Advance(1);
    }

    private sealed class Column(string name, RowCell cell)
    {
        public string Name => name;

        public RowCell Cell => cell;

        public byte[] JsonName { get; } = Encoding.UTF8.GetBytes($"\"{name}\":");
    }
}
