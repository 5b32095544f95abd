using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using MedSsl.Dicom.Parsing;

namespace MedSsl.Dicom;

/// <summary>A data set: elements in the order of their tags, each tag once. Not safe for writing from several threads.</summary>
public sealed class DicomDataset
{
    private readonly List<DicomElement> _elements = [];
    private bool _sorted = true;

    /// <summary>An empty data set.</summary>
    /// <param name="transferSyntaxUid">How its pixel data is encoded.</param>
    public DicomDataset(string transferSyntaxUid = TransferSyntaxes.ExplicitVrLittleEndian)
        : this(transferSyntaxUid, Encoding.UTF8)
    {
    }

    internal DicomDataset(string transferSyntaxUid, Encoding textEncoding)
    {
        TransferSyntaxUid = transferSyntaxUid;
        TextEncoding = textEncoding;
    }

    /// <summary>
    /// How the file was encoded, empty where neither the file nor its bytes tell. Only the encapsulation of pixels still follows it: everything
    /// else is the same in memory for every transfer syntax.
    /// </summary>
    public string TransferSyntaxUid { get; set; }

    /// <summary>The elements in the order of their tags.</summary>
    public IEnumerable<DicomElement> Elements => _elements;

    /// <summary>Number of elements, items of sequences not counted.</summary>
    public int Count => _elements.Count;

    /// <summary>How text is encoded: from Specific Character Set; UTF-8 in a new data set.</summary>
    internal Encoding TextEncoding { get; set; }

    /// <summary>Finds an element.</summary>
    /// <param name="tag">Tag.</param>
    /// <param name="element">The element.</param>
    public bool TryGet(DicomTag tag, [NotNullWhen(true)] out DicomElement? element)
    {
        var index = IndexOf(tag);
        element = index >= 0 ? _elements[index] : null;
        return index >= 0;
    }

    /// <summary>The first value as text without padding; null where the element is absent or empty.</summary>
    /// <param name="tag">Tag.</param>
    public string? GetString(DicomTag tag) =>
        TryGet(tag, out var element) && ElementValues.FirstString(element, TextEncoding) is { Length: > 0 } text ? text : null;

    /// <summary>All values as text without padding; empty where the element is absent.</summary>
    /// <param name="tag">Tag.</param>
    public IReadOnlyList<string> GetStrings(DicomTag tag) => TryGet(tag, out var element) ? ElementValues.Strings(element, TextEncoding) : [];

    /// <summary>The first value as a whole number; null where it is absent or not one.</summary>
    /// <param name="tag">Tag.</param>
    public int? GetInt32(DicomTag tag) =>
        GetDouble(tag) is { } number && number == Math.Floor(number) && number is >= int.MinValue and <= int.MaxValue ? (int)number : null;

    /// <summary>The first value as a finite number; null where it is absent or not one.</summary>
    /// <param name="tag">Tag.</param>
    public double? GetDouble(DicomTag tag) => GetDoubles(tag) is [var first, ..] ? first : null;

    /// <summary>All values that are finite numbers.</summary>
    /// <param name="tag">Tag.</param>
    public IReadOnlyList<double> GetDoubles(DicomTag tag) => TryGet(tag, out var element) ? ElementValues.Numbers(element) : [];

    /// <summary>The items of a sequence; empty where it is absent or not a sequence.</summary>
    /// <param name="tag">Tag.</param>
    public IReadOnlyList<DicomDataset> GetItems(DicomTag tag) => TryGet(tag, out var element) ? element.Items ?? [] : [];

    /// <summary>Sets text values, joined by backslashes; no value at all makes an empty element.</summary>
    /// <param name="tag">Tag.</param>
    /// <param name="vr">Value representation, two letters.</param>
    /// <param name="values">The values.</param>
    public void SetString(DicomTag tag, string vr, params ReadOnlySpan<string> values) =>
        Set(new DicomElement(tag, vr, TextEncoding.GetBytes(string.Join('\\', values!))));

    /// <summary>Sets one unsigned 16-bit number (US).</summary>
    /// <param name="tag">Tag.</param>
    /// <param name="value">The number.</param>
    public void SetUInt16(DicomTag tag, ushort value)
    {
        var bytes = new byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, value);
        Set(new DicomElement(tag, "US", bytes));
    }

    /// <summary>Sets the bytes of a value, numbers little endian.</summary>
    /// <param name="tag">Tag.</param>
    /// <param name="vr">Value representation, two letters.</param>
    /// <param name="value">The bytes; not copied.</param>
    public void SetBytes(DicomTag tag, string vr, ReadOnlyMemory<byte> value) => Set(new DicomElement(tag, vr, value));

    /// <summary>Sets a sequence.</summary>
    /// <param name="tag">Tag.</param>
    /// <param name="items">Its items.</param>
    public void SetItems(DicomTag tag, IReadOnlyList<DicomDataset> items) => Set(new DicomElement(tag, items));

    /// <summary>Sets an element, also one of another data set.</summary>
    /// <param name="element">The element.</param>
    public void Set(DicomElement element)
    {
        ArgumentNullException.ThrowIfNull(element);
        var index = IndexOf(element.Tag);
        if (index >= 0)
        {
            _elements[index] = element;
        }
        else
        {
            _elements.Insert(~index, element);
        }
    }

    /// <summary>Removes an element; false where there was none.</summary>
    /// <param name="tag">Tag.</param>
    public bool Remove(DicomTag tag)
    {
        var index = IndexOf(tag);
        if (index >= 0)
        {
            _elements.RemoveAt(index);
        }

        return index >= 0;
    }

    /// <summary>Adds an element as a file brings it: in order almost always. <see cref="Seal"/> follows after the last one.</summary>
    internal void Append(DicomElement element)
    {
        _sorted &= _elements.Count == 0 || _elements[^1].Tag.Number < element.Tag.Number;
        _elements.Add(element);
    }

    /// <summary>The latest appended element of a tag, while the data set is not sealed.</summary>
    internal DicomElement? Appended(DicomTag tag) => _elements.FindLast(element => element.Tag == tag);

    /// <summary>Orders appended elements; of a tag that came twice the later one stays. (Inserting each in place would let a file in reverse order cost its square.)</summary>
    internal void Seal()
    {
        if (_sorted)
        {
            return;
        }

        var ordered = _elements.OrderBy(element => element.Tag.Number).ToList();
        _elements.Clear();
        for (var i = 0; i < ordered.Count; i++)
        {
            if (i + 1 == ordered.Count || ordered[i + 1].Tag != ordered[i].Tag)
            {
                _elements.Add(ordered[i]);
            }
        }

        _sorted = true;
    }

    private int IndexOf(DicomTag tag)
    {
        int low = 0, high = _elements.Count - 1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var number = _elements[middle].Tag.Number;
            if (number == tag.Number)
            {
                return middle;
            }

            (low, high) = number < tag.Number ? (middle + 1, high) : (low, middle - 1);
        }

        return ~low;
    }
}
