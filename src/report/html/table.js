'use strict';
(() => {
  const value = (row, column) => {
    const cell = row.cells[column];
    return cell.dataset.value === undefined ? cell.textContent.trim() : Number(cell.dataset.value);
  };
  const compare = (a, b) => typeof a === 'number' ? a - b : a.localeCompare(b, undefined, { numeric: true });
  for (const table of document.querySelectorAll('table.rows.sortable')) {
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => head.querySelector('button')?.addEventListener('click', () => {
      /* Numbers from the highest down first, words from A. */
      const first = head.classList.contains('words') ? 'ascending' : 'descending';
      const second = first === 'ascending' ? 'descending' : 'ascending';
      const order = head.getAttribute('aria-sort') === first ? second : first;
      for (const other of heads) other.removeAttribute('aria-sort');
      head.setAttribute('aria-sort', order);
      const sign = order === 'ascending' ? 1 : -1;
      const body = table.tBodies[0];
      const rows = [...body.rows].map(row => [value(row, column), row]);
      rows.sort((a, b) => sign * compare(a[0], b[0]));
      body.append(...rows.map(([, row]) => row));
    }));
  }
  document.documentElement.dataset.ready = '';
})();
