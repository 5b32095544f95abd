using System.Buffers.Binary;

namespace MedSsl.Dicom.Parsing;

/// <summary>The three ways to encode an element header (PS3.5 section 7.1 and annex A).</summary>
internal enum ElementEncoding
{
    ImplicitLittle,
    ExplicitLittle,
    ExplicitBig,
}

/// <summary>Tells the encoding from the first element: files exist whose transfer syntax says one thing and whose bytes say another.</summary>
internal static class ElementEncodings
{
    /// <summary>The encoding of a whole data set, from its first element.</summary>
    /// <param name="data">The data set.</param>
    /// <param name="mayBeBig">Whether big endian comes into question: where a transfer syntax says little, a high group number is just that.</param>
    public static ElementEncoding OfDataset(ReadOnlySpan<byte> data, bool mayBeBig)
    {
        // Two letters that are no representation of today are still no length of a first element.
        if (data.Length < 8 || !char.IsAsciiLetterUpper((char)data[4]) || !char.IsAsciiLetterUpper((char)data[5]))
        {
            return ElementEncoding.ImplicitLittle;
        }

        // The groups that come first are small numbers in the right byte order.
        return mayBeBig && BinaryPrimitives.ReadUInt16BigEndian(data) < BinaryPrimitives.ReadUInt16LittleEndian(data)
            ? ElementEncoding.ExplicitBig
            : ElementEncoding.ExplicitLittle;
    }

    /// <summary>
    /// The encoding of an item: that of its parent, unless its first element shows another. Inside UN it is Implicit VR (PS3.5 section 6.2.2),
    /// or not, depending on who wrote it.
    /// </summary>
    public static ElementEncoding OfItem(ReadOnlySpan<byte> data, ElementEncoding parent)
    {
        if (parent == ElementEncoding.ExplicitBig || data.Length < 8)
        {
            return parent;
        }

        if (ValueRepresentation.Of(data[4], data[5]) is null)
        {
            return ElementEncoding.ImplicitLittle;
        }

        // An implicit length of some 20,000 spells a representation too. It is told by the zeros behind it, its upper half, and by being even and
        // fitting, which the two letters of an empty explicit element seldom are.
        var length = BinaryPrimitives.ReadUInt32LittleEndian(data[4..]);
        var readsAsLength = length <= ushort.MaxValue && length % 2 == 0 && length <= data.Length - 8;
        return parent == ElementEncoding.ImplicitLittle && readsAsLength ? ElementEncoding.ImplicitLittle : ElementEncoding.ExplicitLittle;
    }

    public static string TransferSyntaxOf(ElementEncoding encoding) => encoding switch
    {
        ElementEncoding.ImplicitLittle => TransferSyntaxes.ImplicitVrLittleEndian,
        ElementEncoding.ExplicitBig => TransferSyntaxes.ExplicitVrBigEndian,
        _ => TransferSyntaxes.ExplicitVrLittleEndian,
    };
}
