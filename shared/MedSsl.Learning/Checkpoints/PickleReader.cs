using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace MedSsl.Learning.Checkpoints;

/// <summary>
/// Reads the pickles that PyTorch writes (protocols 2 to 5, docs.python.org/3/library/pickletools.html), as data: what a pickle wants to have called is looked up in
/// <see cref="PickleCalls"/>, a short list of what state dicts are made of, and refused by name if it is not there. Gives null, bool, long, BigInteger, double, string,
/// object?[] (tuple), List, Dictionary, <see cref="PickledTensor"/>.
/// </summary>
internal sealed class PickleReader(Stream stream)
{
    // The pickle of a ResNet-152 with its optimizer has a few hundred KB; one byte can make an object of a hundred.
    private const int MaxBytes = 4 * 1024 * 1024;
    private const int MaxProtocol = 5;

    private static readonly object Mark = new();

    private readonly List<object?> _stack = [];
    private readonly Dictionary<long, object?> _memo = [];
    private int _bytes;

    /// <summary>The storages that the pickle named, by key.</summary>
    public Dictionary<string, PickledStorage> Storages { get; } = new(StringComparer.Ordinal);

    /// <summary>Reads one pickle; the stream is then behind it.</summary>
    /// <exception cref="InvalidDataException">It is damaged, too long, or asks for what is not known.</exception>
    public object? Read()
    {
        _stack.Clear();
        _memo.Clear();
        _bytes = 0;
        while (true)
        {
            var code = Byte();
            if (code == '.')
            {
                return Pop();
            }

            Do(code);
        }
    }

    /// <summary>The value as a <typeparamref name="T"/>.</summary>
    /// <exception cref="InvalidDataException">It is something else.</exception>
    public static T As<T>(object? value) => value is T found ? found : throw new InvalidDataException($"The pickle has a {value?.GetType().Name ?? "None"} where a {typeof(T).Name} belongs.");

    private void Do(byte code)
    {
        switch (code)
        {
            case 0x80: Protocol(); break;
            case 0x95: Take(sizeof(ulong)); break; // FRAME: a hint to readers
            case (byte)'(': Push(Mark); break;
            case (byte)'0': Pop(); break;
            case (byte)'N': Push(null); break;
            case 0x88: Push(true); break;
            case 0x89: Push(false); break;
            case (byte)'K': Push((long)Byte()); break;
            case (byte)'M': Push((long)BinaryPrimitives.ReadUInt16LittleEndian(Take(2))); break;
            case (byte)'J': Push((long)Int32()); break;
            case 0x8a: Push(Long(Byte())); break;
            case (byte)'G': Push(BinaryPrimitives.ReadDoubleBigEndian(Take(sizeof(double)))); break;
            case (byte)'X': Push(Text(Int32())); break;
            case 0x8c: Push(Text(Byte())); break;
            case (byte)'U': Push(Text(Byte())); break; // strings of Python 2
            case (byte)'T': Push(Text(Int32())); break;
            case (byte)')': Push(Array.Empty<object?>()); break;
            case (byte)'t': Push(PopToMark()); break;
            case 0x85: Push(PopLast(1)); break;
            case 0x86: Push(PopLast(2)); break;
            case 0x87: Push(PopLast(3)); break;
            case (byte)']': Push(new List<object?>()); break;
            case (byte)'l': Push(PopToMark().ToList()); break;
            case (byte)'a': Append([Pop()]); break;
            case (byte)'e': Append(PopToMark()); break;
            case (byte)'}': Push(new Dictionary<object, object?>()); break;
            case (byte)'d': Push(PickleCalls.Fill([], PopToMark())); break;
            case (byte)'s': SetItems(PopLast(2)); break;
            case (byte)'u': SetItems(PopToMark()); break;
            case (byte)'q': _memo[Byte()] = Peek(); break;
            case (byte)'r': _memo[Int32()] = Peek(); break;
            case 0x94: _memo[_memo.Count] = Peek(); break;
            case (byte)'h': Push(Remembered(Byte())); break;
            case (byte)'j': Push(Remembered(Int32())); break;
            case (byte)'c': Push(PickleCalls.Find(Line(), Line())); break;
            case 0x93: Push(StackGlobal()); break;
            case (byte)'Q': Push(Storage(As<object?[]>(Pop()))); break;
            case (byte)'R': Push(Call()); break;
            case (byte)'b': Pop(); break; // attributes, such as the versions of modules that a state dict has
            default: throw new InvalidDataException($"The pickle has the operation 0x{code:x2}, which no state dict needs; save the state dict alone.");
        }
    }

    private void Protocol()
    {
        if (Byte() is > MaxProtocol and var version)
        {
            throw new InvalidDataException($"The pickle has protocol {version}; 2 to {MaxProtocol} can be read.");
        }
    }

    private void Append(object?[] items) => As<List<object?>>(Peek()).AddRange(items);

    private void SetItems(object?[] items) => PickleCalls.Fill(As<Dictionary<object, object?>>(Peek()), items);

    private PickledGlobal StackGlobal()
    {
        var names = PopLast(2);
        return PickleCalls.Find(As<string>(names[0]), As<string>(names[1]));
    }

    private object Call()
    {
        var called = PopLast(2);
        return PickleCalls.Call(As<PickledGlobal>(called[0]), As<object?[]>(called[1]));
    }

    private PickledStorage Storage(object?[] id)
    {
        var storage = PickleCalls.Storage(id);
        if (Storages.TryGetValue(storage.Key, out var earlier) && earlier != storage)
        {
            throw new InvalidDataException($"The pickle describes the storage '{storage.Key}' in two ways: {earlier} and {storage}.");
        }

        return Storages[storage.Key] = storage;
    }

    private object? Remembered(long index) => _memo.TryGetValue(index, out var value) ? value : throw new InvalidDataException($"The pickle recalls value {index}, which it has not stored.");

    private void Push(object? value) => _stack.Add(value);

    private object? Peek() => _stack.Count > 0 && _stack[^1] != Mark ? _stack[^1] : throw new InvalidDataException("The pickle takes a value where there is none.");

    private object? Pop()
    {
        var value = _stack.Count > 0 ? _stack[^1] : Peek();
        _stack.RemoveAt(_stack.Count - 1);
        return value;
    }

    private object?[] PopLast(int count)
    {
        var values = new object?[count];
        while (count > 0)
        {
            _ = Peek();
            values[--count] = Pop();
        }

        return values;
    }

    private object?[] PopToMark()
    {
        var mark = _stack.LastIndexOf(Mark);
        if (mark < 0)
        {
            throw new InvalidDataException("The pickle closes a list that it has not opened.");
        }

        object?[] values = [.. _stack.Skip(mark + 1)];
        _stack.RemoveRange(mark, _stack.Count - mark);
        return values;
    }

    private object Long(int length)
    {
        var value = new BigInteger(Take(length));
        return value >= long.MinValue && value <= long.MaxValue ? (object)(long)value : value;
    }

    private string Text(int length) => Encoding.UTF8.GetString(Take(length));

    // A name ends with its line.
    private string Line()
    {
        var text = new List<byte>();
        while (Byte() is not (byte)'\n' and var next)
        {
            text.Add(next);
        }

        return Encoding.UTF8.GetString([.. text]);
    }

    private int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int)));

    private byte Byte() => Take(1)[0];

    private byte[] Take(int count)
    {
        if (count < 0 || count > MaxBytes - _bytes)
        {
            throw new InvalidDataException($"The pickle is longer than {MaxBytes} bytes, or damaged; that of a state dict is far shorter.");
        }

        _bytes += count;
        var bytes = new byte[count];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
